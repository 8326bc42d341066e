// The page around the editor.
import { say } from './i18n';
import { OnegridEditor } from './component';
import { define } from './define';
import './styles/page.css';

define();

const editor = document.querySelector('onegrid-editor');
if (editor instanceof OnegridEditor) {
  const { store } = editor.internals;
  store.watchParts(['lang', 'project'], ({ lang, project }) => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    const name = project === undefined ? '' : `${project.name} · `;
    document.title = `${name}${say(lang, 'page.title')} · onegrid`;
  });
  // Keys that nothing in particular has the focus for are the editor's.
  document.addEventListener('keydown', (event) => {
    if (event.target === document.body && editor.hearKey(event)) event.preventDefault();
  });
  document.addEventListener('keyup', (event) => {
    if (event.target === document.body) editor.hearKeyUp(event);
  });
}
