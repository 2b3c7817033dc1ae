import Toolbar from './Toolbar.js';

export default { __init__: ['toolbar'], toolbar: ['type', Toolbar] };
