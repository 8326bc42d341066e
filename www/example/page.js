// Embeds the editor as it was packed; a bundler would import '@onegrid/editor'.
import './node_modules/@onegrid/editor/dist-library/onegrid-editor.js';

const editor = document.querySelector('onegrid-editor');
const log = document.querySelector('#log');

editor.addEventListener('change', ({ detail: { effect, how } }) => {
  log.textContent = `${how}: ${effect.edit}, ${effect.zones.length} zones touched`;
});
editor.addEventListener('problem', ({ detail: { code } }) => {
  log.textContent = `problem: ${code}`;
});
