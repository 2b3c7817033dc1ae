import Templates from './Templates.js';

export default { templates: ['type', Templates] };
