import { openStudio } from './studio/open.js';
import { openNotice } from './studio/small-screen.js';

const root = document.getElementById('relance-studio');
if (root) {
  const open = window.matchMedia('(max-width: 767px)').matches ? openNotice : openStudio;
  open(root);
}
