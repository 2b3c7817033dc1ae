import Diagram from './Diagram.js';
import Transfer from './Transfer.js';

export default { __init__: ['diagram', 'transfer'], diagram: ['type', Diagram], transfer: ['type', Transfer] };
