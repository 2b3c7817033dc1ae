import Check from './Check.js';
import Marks from './Marks.js';

export default { __init__: ['check', 'marks'], check: ['type', Check], marks: ['type', Marks] };
