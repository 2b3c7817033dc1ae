import EditingModule from '../editing/index.js';
import TemplatesModule from '../templates/index.js';
import Inspector from './Inspector.js';

export default { __depends__: [EditingModule, TemplatesModule], __init__: ['inspector'], inspector: ['type', Inspector] };
