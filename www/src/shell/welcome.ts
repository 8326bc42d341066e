// What the map says while nothing is open: the ways to open something.
import type { Context } from '../context';
import { say } from '../i18n';
import { button, element } from '../panels/dom';
import { filesOfDrop, filesOfInput } from '../state/folder';

export function welcome(root: HTMLElement, { store, projects }: Context): void {
  store.watchParts(['lang', 'project', 'isBusy'], ({ lang, project, isBusy }) => {
    root.hidden = project !== undefined || isBusy;
    if (root.hidden) {
      root.replaceChildren();
      return;
    }
    const demo = button(say(lang, 'open.demo'), 'primary', () => void projects.openDemo());
    demo.id = 'open-demo';
    root.replaceChildren(
      element(
        'section',
        'welcome-card',
        element('h2', '', say(lang, 'open.title')),
        element('p', '', say(lang, 'page.subtitle')),
        demo,
        folderDrop(lang, (files) => void projects.openFolder(files)),
        element('p', 'note', say(lang, 'open.private')),
      ),
    );
  });
}

/** A place to drop a folder, and a button to choose one. */
export function folderDrop(
  lang: 'zh' | 'en',
  open: (files: ReturnType<typeof filesOfInput>) => void,
): HTMLElement {
  const input = element('input', 'hidden-input');
  input.type = 'file';
  input.webkitdirectory = true;
  input.id = 'folder';
  input.setAttribute('aria-label', say(lang, 'open.choose'));
  input.addEventListener('change', () => open(filesOfInput(input.files)));
  const label = element('label', 'button', say(lang, 'open.choose'));
  label.htmlFor = input.id;
  const zone = element('div', 'drop', element('p', '', say(lang, 'open.drop')), input, label);
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove('over');
    if (event.dataTransfer !== null) void filesOfDrop(event.dataTransfer).then(open);
  });
  return zone;
}
