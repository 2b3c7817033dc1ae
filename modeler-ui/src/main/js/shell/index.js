import Notices from './Notices.js';

/** What every feature may ask for: the frame, the texts, the server and the settings of the page. */
export default ({ shell, texts, api, settings }) => ({
  __init__: ['notices'],
  shell: ['value', shell],
  texts: ['value', texts],
  api: ['value', api],
  settings: ['value', settings],
  notices: ['type', Notices],
});
