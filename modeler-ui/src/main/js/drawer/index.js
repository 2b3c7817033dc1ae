import Drawer from './Drawer.js';
import Focusing from './Focusing.js';

export default { __init__: ['drawer'], drawer: ['type', Drawer], focusing: ['type', Focusing] };
