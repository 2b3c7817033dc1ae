import MinimapModule from 'diagram-js-minimap';
import ContextPadModule from '../context-pad/index.js';
import CheckModule from '../check/index.js';
import DraftModule from '../draft/index.js';
import DrawerModule from '../drawer/index.js';
import HintModule from '../hint/index.js';
import InspectorModule from '../inspector/index.js';
import PublishModule from '../publish/index.js';
import RendererModule from '../renderer/index.js';
import SimulateModule from '../simulate/index.js';
import ToolbarModule from '../toolbar/index.js';

/** The studio is this list. */
export const STUDIO_MODULES = [
  MinimapModule,
  RendererModule,
  ContextPadModule,
  InspectorModule,
  DraftModule,
  CheckModule,
  DrawerModule,
  HintModule,
  PublishModule,
  SimulateModule,
  ToolbarModule,
];
