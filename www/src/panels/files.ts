// Opening, saving, exporting, and what this browser keeps against crashes.
import type { Context } from '../context';
import type { ExportFile } from '../engine/types';
import { mebibytes } from '../files/limits';
import { say, sayCount } from '../i18n';
import type { State } from '../state/store';
import { Latest } from '../state/queue';
import { ask } from './ask';
import { button, element, section } from './dom';
import { keepingWords } from './files/keeping';
import { pictureDialog } from './files/picture';
import { openers } from './files/openers';
import type { Panel } from './panel';
import { rowButton } from './rows';
import { whileSeen } from './seen';
import { moment } from './time';

/** What most people want. */
const FIRST = ['zones.geojson', 'crosswalk.csv', 'lineage.csv', 'accepted.csv', 'report.html'];

export const filesPanel: Panel = {
  id: 'files',
  title: 'panel.files',
  icon: ['M6 3.5h8l4 4v13H6z', 'M14 3.5v4h4', 'M12 11v6', 'M9.5 14.5L12 17l2.5-2.5'],
  mount: (root, context) => {
    const names = new Latest();
    const [save, kept, open] = [element('div'), element('div'), element('div')];
    const exports = element('div');
    root.append(save, exports, kept, open);
    const { store } = context;
    store.watchParts(['lang', 'plan', 'keeping', 'isBusy'], (state) => save.replaceChildren(saving(state, context)));
    // An edit may bring a file more: what was accepted, a line that was cut.
    whileSeen('files', context, ['lang', 'plan', 'project'], ({ plan }) => {
      if (plan === undefined) exports.replaceChildren();
      else void fillExports(exports, names, context);
    });
    store.watchParts(['keeping'], ({ keeping }) => {
      if (keeping?.kind === 'kept') void context.files.showKept();
    });
    store.watchParts(['lang', 'kept'], (state) => kept.replaceChildren(...cupboard(state, context)));
    store.watchParts(['lang', 'isBusy'], ({ lang, isBusy }) => {
      open.replaceChildren(section(say(lang, 'files.open'), ...openers(lang, context, isBusy)));
    });
  },
};

function saving({ lang, plan, keeping, isBusy }: State, { files }: Context): HTMLElement {
  const save = button(say(lang, 'files.save'), 'primary', () => void files.save());
  save.id = 'save-project';
  save.disabled = plan === undefined || isBusy;
  save.setAttribute('aria-keyshortcuts', 'Control+S');
  const parts = [element('p', 'note', say(lang, 'files.save_note')), save];
  if (files.manifest !== undefined) parts.push(element('p', 'note', say(lang, 'files.manifest_note')));
  const words = keepingWords(lang, keeping);
  if (words !== '') parts.push(element('p', `keeping ${keeping?.kind ?? ''}`, words));
  return section(say(lang, 'files.project'), ...parts);
}

async function fillExports(root: HTMLElement, names: Latest, context: Context): Promise<void> {
  const { store, editor, files } = context;
  const { lang } = store.state;
  if (root.childElementCount === 0) {
    root.replaceChildren(section(say(lang, 'files.export'), element('p', 'note', say(lang, 'files.waiting'))));
  }
  const found = await names.ask(() => editor.ask('exportFiles', {}));
  if (found === undefined) return;
  const line = ({ name, nameZh, nameEn }: ExportFile): HTMLElement => {
    const made = rowButton(`export-${name}`, () => void files.export(name));
    made.append(element('span', '', lang === 'zh' ? nameZh : nameEn), element('code', '', name));
    return made;
  };
  const first = FIRST.flatMap((name) => found.filter((each) => each.name === name));
  const others = found.filter(({ name }) => !FIRST.includes(name));
  const picture = button(say(lang, 'picture.open'), '', () => pictureDialog(context));
  picture.id = 'export-picture';
  const more = element('details', '', element('summary', '', say(lang, 'files.more')), element('div', 'exports', ...others.map(line)));
  const parts: HTMLElement[] = [element('div', 'exports', ...first.map(line)), more, picture];
  const { manifest } = files;
  if (manifest !== undefined) {
    parts.push(button(say(lang, 'files.manifest'), '', () => void files.saveManifest()));
  }
  root.replaceChildren(section(say(lang, 'files.export'), ...parts));
}

/** Work that this browser keeps, with the ways to go on with it and to forget it. */
function cupboard({ lang, kept }: State, context: Context): HTMLElement[] {
  const { files } = context;
  if (kept === undefined || kept.length === 0) {
    return [section(say(lang, 'kept.title'), element('p', 'note', say(lang, 'kept.none')))];
  }
  const lines = kept.map((work) => {
    const told = [moment(lang, work.when), sayCount(lang, 'kept.edits', work.edits), mebibytes(work.saved.length)];
    const go = button(say(lang, 'kept.restore'), '', () => void files.restore(work));
    const forget = button(say(lang, 'kept.forget'), 'quiet', () => void files.forget(work));
    const name = element('div', '', element('p', '', work.name), element('p', 'note', told.join(' · ')));
    return element('li', 'kept', name, element('div', 'acts', go, forget));
  });
  const forgetAll = button(say(lang, 'kept.forget_all'), '', () => {
    void ask(context, 'kept.forget_sure', 'kept.forget_all').then((isSure) => {
      if (isSure) void files.forgetAll();
    });
  });
  forgetAll.id = 'forget-all';
  const note = element('p', 'note', say(lang, 'kept.note'));
  return [section(say(lang, 'kept.title'), note, element('ul', 'kept-works', ...lines), forgetAll)];
}
