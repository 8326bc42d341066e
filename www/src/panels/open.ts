// Ways to open data: the demo street, a folder dropped, a folder chosen.
import type { FolderFile } from '../engine/types';
import { say } from '../i18n';
import type { Store } from '../state/store';
import { button, element, section } from './dom';
import { filesOfDrop, filesOfInput } from './folder';

export interface Openers {
  demo: () => void;
  folder: (files: FolderFile[]) => void;
}

export function openPanel(root: HTMLElement, store: Store, open: Openers): void {
  store.watch(({ lang, phase }, before) => {
    const isWorking = phase.kind === 'working';
    const sameWork = isWorking === (before.phase.kind === 'working');
    if (root.childElementCount > 0 && lang === before.lang && sameWork) return;
    const demo = button(say(lang, 'open.demo'), 'primary', open.demo);
    demo.id = 'open-demo';
    const input = element('input', 'hidden-input');
    input.type = 'file';
    input.webkitdirectory = true;
    input.id = 'folder';
    input.setAttribute('aria-label', say(lang, 'open.choose'));
    input.addEventListener('change', () => open.folder(filesOfInput(input.files)));
    const label = element('label', 'button', say(lang, 'open.choose'));
    label.htmlFor = input.id;
    const zone = element('div', 'drop', element('p', '', say(lang, 'open.drop')), input, label);
    demo.disabled = isWorking;
    input.disabled = isWorking;
    if (!isWorking) acceptDrops(zone, open);
    root.replaceChildren(
      section(say(lang, 'open.title'), demo, zone, element('p', 'note', say(lang, 'open.private'))),
    );
  });
}

function acceptDrops(zone: HTMLElement, open: Openers): void {
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer !== null) void filesOfDrop(event.dataTransfer).then(open.folder);
  });
}
