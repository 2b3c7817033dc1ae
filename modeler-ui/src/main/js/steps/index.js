import EditingModule from '../editing/index.js';
import TemplatesModule from '../templates/index.js';
import Companions from './Companions.js';
import Paths from './Paths.js';
import ReadableIds from './ReadableIds.js';
import Steps from './Steps.js';

export default {
  __depends__: [EditingModule, TemplatesModule],
  __init__: ['readableIds', 'companions', 'paths'],
  steps: ['type', Steps],
  companions: ['type', Companions],
  paths: ['type', Paths],
  readableIds: ['type', ReadableIds],
};
