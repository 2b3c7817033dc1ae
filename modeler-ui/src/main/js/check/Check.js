import { CHECK_REQUESTED, COMMIT_FIELDS, DIAGRAM_REPLACED, NOTICE, PROBLEMS_CHANGED } from '../events.js';
import { debounce } from '../dom/debounce.js';

const QUIET = 400;

/** Has the server check the diagram a moment after each change, and tells everybody the answer. */
export default class Check {
  constructor(eventBus, api, diagram, texts) {
    Object.assign(this, { eventBus, api, diagram, texts, problems: [], run: 0 });
    this.later = debounce(() => this.now(), QUIET);
    eventBus.on(['commandStack.changed', DIAGRAM_REPLACED], () => this.later());
    eventBus.on(CHECK_REQUESTED, () => {
      this.asked();
    });
  }

  /** The answer to the newest question counts; an older one that arrives late is dropped. */
  async now() {
    const run = ++this.run;
    try {
      const { problems } = await this.api.check(await this.diagram.xml());
      if (run === this.run) {
        this.tell(problems || []);
      }
    } catch (problem) {
      this.failure = problem;
    }
    return this.problems;
  }

  async asked() {
    this.eventBus.fire(COMMIT_FIELDS, {});
    this.later.cancel();
    this.failure = null;
    await this.now();
    const text = this.failure ? this.texts('check.failed', { reason: this.failure.message }) : this.texts('check.result', { count: this.problems.length });
    this.eventBus.fire(NOTICE, { text, tone: this.failure ? 'warning' : this.problems.length ? 'info' : 'good' });
  }

  tell(problems) {
    this.problems = problems;
    this.eventBus.fire(PROBLEMS_CHANGED, { problems });
  }
}

Check.$inject = ['eventBus', 'api', 'diagram', 'texts'];
