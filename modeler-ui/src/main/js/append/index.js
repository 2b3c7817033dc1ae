import PaletteModule from '../palette/index.js';
import AppendMenu from './AppendMenu.js';

export default { __depends__: [PaletteModule], appendMenu: ['type', AppendMenu] };
