/** Takes the place of the simulation's log, which writes names of steps as HTML. */
export default class QuietLog {
  log() {}
  clear() {}
  toggle() {}
  isShown() {
    return false;
  }
}
