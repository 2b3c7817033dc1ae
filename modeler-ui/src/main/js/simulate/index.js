import TokenSimulationModule from 'bpmn-js-token-simulation';
import PlainNotifications from './PlainNotifications.js';
import QuietLog from './QuietLog.js';
import Simulation from './Simulation.js';

export default {
  __depends__: [TokenSimulationModule],
  simulation: ['type', Simulation],
  toggleMode: ['factory', sameSimulation],
  notifications: ['type', PlainNotifications],
  log: ['type', QuietLog],
};

sameSimulation.$inject = ['simulation'];
function sameSimulation(simulation) {
  return simulation;
}
