import EditingModule from '../editing/index.js';
import TemplatesModule from '../templates/index.js';
import Companions from './Companions.js';
import Distances from './Distances.js';
import Paths from './Paths.js';
import ReadableIds from './ReadableIds.js';
import Steps from './Steps.js';

export default {
  __depends__: [EditingModule, TemplatesModule],
  __init__: ['readableIds', 'companions', 'distances', 'paths'],
  steps: ['type', Steps],
  companions: ['type', Companions],
  distances: ['type', Distances],
  paths: ['type', Paths],
  readableIds: ['type', ReadableIds],
};
