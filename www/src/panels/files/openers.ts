// The ways to open something: demo cities, files, a folder.
import type { Context } from '../../context';
import { say, type Lang } from '../../i18n';
import { filesOfChoice, filesOfDrop } from '../../state/folder';
import { button, element } from '../dom';

/** Cities that the browser can hold. */
export const DEMOS = ['street', 'district', 'city'] as const;

export function openers(lang: Lang, context: Context, isBusy: boolean): HTMLElement[] {
  const demos = DEMOS.map((size) => {
    const made = demoButton(lang, size, context);
    made.disabled = isBusy;
    return made;
  });
  return [
    element('div', 'acts', ...demos),
    element('p', 'note', say(lang, 'demo.note')),
    fileDrop(lang, context, 'other-folder'),
    element('p', 'note', say(lang, 'files.reads')),
  ];
}

export function demoButton(lang: Lang, size: (typeof DEMOS)[number], { projects }: Context): HTMLButtonElement {
  const made = button(say(lang, `demo.${size}`), '', () => void projects.openDemo(size));
  made.dataset['demo'] = size;
  return made;
}

/** A place to drop files or a folder, and buttons to choose them; `id` is that of the folder's. */
export function fileDrop(lang: Lang, { files }: Context, id: string): HTMLElement {
  const picker = (name: string, isFolder: boolean): HTMLElement[] => {
    const input = element('input', 'hidden-input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = isFolder;
    input.id = name;
    const words = say(lang, isFolder ? 'open.choose' : 'open.choose_files');
    input.setAttribute('aria-label', words);
    input.addEventListener('change', () => {
      void files.take(filesOfChoice(input.files));
      input.value = '';
    });
    const label = element('label', 'button', words);
    label.htmlFor = input.id;
    return [input, label];
  };
  const pickers = [...picker(id.replace('folder', 'files'), false), ...picker(id, true)];
  const zone = element('div', 'drop', element('p', '', say(lang, 'open.drop')), element('div', 'acts', ...pickers));
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove('over');
    if (event.dataTransfer !== null) void filesOfDrop(event.dataTransfer).then((given) => files.take(given));
  });
  return zone;
}
