import TransferModule from '../transfer/index.js';
import Draft from './Draft.js';

export default { __depends__: [TransferModule], __init__: ['draft'], draft: ['type', Draft] };
