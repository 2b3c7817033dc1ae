import Publish from './Publish.js';

export default { publish: ['type', Publish] };
