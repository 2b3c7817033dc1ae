import { NOTICE } from '../events.js';

/** Takes the place of the simulation's notifications, which write names of steps as HTML. */
export default class PlainNotifications {
  constructor(eventBus) {
    this.eventBus = eventBus;
  }

  showNotification({ text, type }) {
    this.eventBus.fire(NOTICE, { text, tone: type === 'warning' ? 'warning' : 'info' });
  }

  clear() {}
}

PlainNotifications.$inject = ['eventBus'];
