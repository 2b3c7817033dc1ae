import StepsModule from '../steps/index.js';
import Palette from './Palette.js';
import Placing from './Placing.js';

export default {
  __depends__: [StepsModule],
  __init__: ['relancePalette'],
  placing: ['type', Placing],
  relancePalette: ['type', Palette],
};
