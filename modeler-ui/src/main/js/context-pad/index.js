import AppendModule from '../append/index.js';
import JourneyContextPad from './ContextPad.js';
import NoPalette from './NoPalette.js';
import NoReplaceMenu from './NoReplaceMenu.js';

export default {
  __depends__: [AppendModule],
  contextPadProvider: ['type', JourneyContextPad],
  replaceMenuProvider: ['type', NoReplaceMenu],
  palette: ['type', NoPalette],
  paletteProvider: ['value', {}],
};
