import { TOGGLE_MODE_EVENT } from 'bpmn-js-token-simulation/lib/util/EventHelper';
import { COMMIT_FIELDS, SIMULATION_TOGGLED } from '../events.js';

/** Switches the token simulation on and off; drawing rests meanwhile. */
export default class Simulation {
  constructor(eventBus, shell, selection) {
    Object.assign(this, { eventBus, shell, selection, active: false });
  }

  toggle() {
    this.toggleMode(!this.active);
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
  }
}

Simulation.$inject = ['eventBus', 'shell', 'selection'];
