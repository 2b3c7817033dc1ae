import { NOTICE } from '../events.js';

/** Takes the place of the simulation's notifications, which write names of steps as HTML; only warnings are told. */
export default class PlainNotifications {
  constructor(eventBus) {
    this.eventBus = eventBus;
  }

  showNotification({ text, type }) {
    if (type === 'warning') {
      this.eventBus.fire(NOTICE, { text, tone: 'warning' });
    }
  }

  clear() {}
}

PlainNotifications.$inject = ['eventBus'];
