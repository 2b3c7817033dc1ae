import Edits from './Edits.js';
import Forms from './Forms.js';

export default { edits: ['type', Edits], forms: ['type', Forms], __init__: ['edits'] };
