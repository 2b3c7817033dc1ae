import { advanced } from './section-advanced.js';
import { attachment } from './section-attachment.js';
import { condition } from './section-condition.js';
import { delivery } from './section-delivery.js';
import { endKind, startKind } from './section-forms.js';
import { journey } from './section-journey.js';
import { message } from './section-message.js';
import { name } from './section-name.js';
import { paths } from './section-paths.js';
import { step } from './section-step.js';
import { timer } from './section-timer.js';
import { userTask } from './section-user-task.js';

/**
 * The parts of the inspector in their order. Each one says which elements it is for, builds its fields, and gives a
 * key of what decides which fields it has.
 */
export const SECTIONS = [name, journey, startKind, endKind, attachment, timer, message, delivery, condition, paths, step, userTask, advanced];
