import { TOGGLE_MODE_EVENT } from 'bpmn-js-token-simulation/lib/util/EventHelper';
import { COMMIT_FIELDS, NOTICE, SIMULATION_TOGGLED } from '../events.js';

/** Switches the token simulation on and off; drawing rests meanwhile. */
export default class Simulation {
  constructor(eventBus, shell, selection, texts) {
    Object.assign(this, { eventBus, shell, selection, texts, active: false });
  }

  toggle() {
    this.toggleMode(!this.active);
  }

  /** The simulation knows English only. */
  translateTitles() {
    for (const entry of this.shell.canvas.querySelectorAll('.bts-palette [title], .bts-set-animation-speed [title]')) {
      const key = 'bpmn.' + entry.title;
      entry.title = this.texts.has(key) ? this.texts(key) : entry.title;
    }
  }

  toggleMode(active = !this.active) {
    if (active === this.active) {
      return;
    }
    this.eventBus.fire(COMMIT_FIELDS, {});
    this.active = active;
    this.selection.select(null);
    this.shell.root.classList.toggle('rl-simulating', active);
    this.shell.stage.classList.toggle('simulation', active);
    this.shell.palette.inert = active;
    this.shell.inspector.inert = active;
    this.eventBus.fire(TOGGLE_MODE_EVENT, { active });
    this.eventBus.fire(SIMULATION_TOGGLED, { active });
    this.translateTitles();
    if (active) {
      this.eventBus.fire(NOTICE, { text: this.texts('simulate.hint') });
    }
  }
}

Simulation.$inject = ['eventBus', 'shell', 'selection', 'texts'];
