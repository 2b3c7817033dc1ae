import Hint from './Hint.js';

export default { __init__: ['hint'], hint: ['type', Hint] };
