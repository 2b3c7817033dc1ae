import StepRenderer from './StepRenderer.js';

export default { __init__: ['stepRenderer'], stepRenderer: ['type', StepRenderer] };
