// The list of keys, under `?`.
import type { Context } from '../context';
import { say, type Key, type Lang } from '../i18n';
import { button, element } from '../panels/dom';
import { TOOLS } from '../tools';

/** Keys of the shell; those of the tools come from the tools. */
const KEYS: readonly [key: string, words: Key][] = [
  ['Ctrl Z', 'head.undo'],
  ['Ctrl Y', 'head.redo'],
  ['Ctrl S', 'files.save'],
  ['O', 'keys.before'],
  ['?', 'head.help'],
  ['Esc', 'keys.escape'],
  ['+ −', 'keys.zoom'],
  ['← → ↑ ↓', 'keys.pan'],
];

/** Makes the dialog; the returned function opens and closes it. */
export function help({ root, store }: Context, showHint: () => void): () => void {
  const dialog = element('dialog', 'help');
  root.append(dialog);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return () => {
    if (dialog.open) {
      dialog.close();
      return;
    }
    const { lang } = store.state;
    dialog.setAttribute('aria-label', say(lang, 'keys.title'));
    dialog.replaceChildren(
      element('h2', '', say(lang, 'keys.title')),
      keyList(lang),
      element(
        'div',
        'dialog-acts',
        button(say(lang, 'card.close'), 'primary', () => dialog.close()),
        button(say(lang, 'hint.again'), 'quiet', () => {
          dialog.close();
          showHint();
        }),
      ),
    );
    dialog.showModal();
  };
}

function keyList(lang: Lang): HTMLElement {
  const list = element('dl', 'shortcuts');
  const tools = TOOLS.flatMap(({ key, title, moreKeys = [] }) => [[key.toUpperCase(), title] as const, ...moreKeys]);
  for (const [key, words] of [...tools, ...KEYS]) {
    const term = element('dt', '', element('kbd', '', key));
    list.append(element('div', '', term, element('dd', '', say(lang, words))));
  }
  return list;
}
