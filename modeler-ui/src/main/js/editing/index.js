import Edits from './Edits.js';

export default { edits: ['type', Edits], __init__: ['edits'] };
