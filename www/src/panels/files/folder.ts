// A project file says which folder it came from; the folder has to be given again.
import type { Context } from '../../context';
import type { FolderFile } from '../../engine/types';
import { filesOfChoice } from '../../state/folder';
import { dialog } from '../ask';
import { button, element } from '../dom';

const LISTED = 12;

export function folderDialog(
  context: Context,
  name: string,
  wanted: readonly string[],
  give: (files: FolderFile[]) => void,
): void {
  const { say } = context;
  const input = element('input', 'hidden-input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = true;
  input.id = 'project-folder';
  const label = element('label', 'button', say('open.choose'));
  label.htmlFor = input.id;
  input.setAttribute('aria-label', say('open.choose'));
  const list = element('ul', 'wanted', ...wanted.slice(0, LISTED).map((each) => element('li', '', each)));
  if (wanted.length > LISTED) list.append(element('li', 'note', say('card.more_cells', { count: String(wanted.length - LISTED) })));
  const fault = element('p', 'fault');
  fault.setAttribute('role', 'alert');
  const made = dialog(
    context,
    'folder',
    say('folder.title'),
    element('p', '', say('folder.why', { name })),
    list,
    fault,
    element('div', 'dialog-acts', input, label, button(say('ask.no'), 'quiet', () => made.close())),
  );
  input.addEventListener('change', () => {
    const files = filesOfChoice(input.files);
    const names = new Set(files.map((each) => each.name));
    const missing = wanted.filter((each) => !names.has(each));
    if (missing.length > 0) {
      fault.textContent = say('folder.missing', { names: missing.slice(0, 5).join(', ') });
      return;
    }
    made.close();
    give(files);
  });
}
