// Asks what loose files are: role, reference system, columns; shows rows and shapes; opens them.
import type { Context } from '../../context';
import { EngineError } from '../../engine/client';
import { sentenceOf, thrownWords } from '../../i18n/problem';
import type { FolderFile } from '../../engine/types';
import { advice, isBeside } from '../../files/limits';
import { MANIFEST } from '../../files/kind';
import { draftsOf, faultOf, specOf, stem, type Draft } from '../../files/spec';
import { dialog } from '../ask';
import { button, element } from '../dom';
import { layerForm } from './layer';

/** A file that cannot be read, with what to do. */
interface Unread {
  readonly name: string;
  readonly why: string;
}

export async function importDialog(context: Context, files: readonly FolderFile[]): Promise<void> {
  const { say, store } = context;
  const body = element('div', 'import-body', element('p', 'note', say('import.reading')));
  const made = dialog(context, 'import', say('import.title'), body);
  const drafts: Draft[] = [];
  const unread: Unread[] = [];
  const readable = files.filter(({ name }) => !isBeside(name));
  for (const [at, given] of readable.entries()) {
    if (!made.open) return;
    body.replaceChildren(element('p', 'note', `${say('import.reading')} ${at + 1}/${readable.length} · ${given.name}`));
    try {
      drafts.push(...draftsOf(given.name, await context.editor.ask('inspect', { file: given })));
    } catch (thrown) {
      unread.push({ name: given.name, why: reason(context, given.name, thrown) });
    }
  }
  if (!made.open) return;
  if (drafts.length === 0) {
    made.close();
    const isFolder = files.some(({ name }) => name.includes('/')) || unread.length === 0;
    const [first] = unread;
    const message = first === undefined ? '' : `${first.name}: ${first.why}`;
    store.change({ problem: isFolder ? { code: 'page.no_manifest', message } : { code: 'read.unknown_format', message } });
    return;
  }
  new ImportForm(context, made, body, files, drafts, unread).fill();
}

function reason({ say, store }: Context, name: string, thrown: unknown): string {
  const isUnknown = thrown instanceof EngineError && thrown.code === 'read.unknown_format';
  return isUnknown ? say(advice(name)) : thrownWords(store.state.lang, thrown);
}

class ImportForm {
  private readonly fault = element('p', 'fault');
  private readonly name = element('input');
  private readonly prefix = element('input');
  private readonly open: HTMLButtonElement;

  constructor(
    private readonly context: Context,
    private readonly dialog: HTMLDialogElement,
    private readonly body: HTMLElement,
    private readonly files: readonly FolderFile[],
    private readonly drafts: readonly Draft[],
    private readonly unread: readonly Unread[],
  ) {
    this.fault.setAttribute('role', 'alert');
    this.open = button(context.say('import.open'), 'primary', () => void this.run());
    this.open.id = 'import-open';
  }

  fill(): void {
    const { say } = this.context;
    this.name.type = 'text';
    this.name.id = 'import-name';
    this.name.value = stem(this.files[0]?.name ?? '');
    this.prefix.type = 'text';
    this.prefix.id = 'import-prefix';
    this.prefix.inputMode = 'numeric';
    this.prefix.placeholder = say('import.prefix_example');
    this.prefix.addEventListener('input', () => this.check());
    const forms = this.drafts.map((draft, at) => layerForm(this.context, draft, at, () => this.check()));
    const unread = this.unread.map(({ name, why }) =>
      element('li', '', element('b', '', name), element('span', 'note', why)),
    );
    const parts: HTMLElement[] = [
      element('p', 'note', say('import.note')),
      element(
        'div',
        'import-project',
        element('label', 'field', say('import.name'), this.name),
        element('label', 'field', say('import.prefix'), this.prefix),
      ),
      ...forms,
    ];
    if (unread.length > 0) {
      parts.push(element('section', 'unread', element('h3', '', say('import.unread')), element('ul', '', ...unread)));
    }
    const cancel = button(say('ask.no'), '', () => this.dialog.close());
    this.body.replaceChildren(...parts);
    this.dialog.append(element('div', 'dialog-foot', this.fault, element('div', 'dialog-acts', this.open, cancel)));
    this.check();
    this.name.focus();
  }

  private check(): void {
    const fault = faultOf(this.drafts, this.prefix.value.trim());
    this.fault.textContent = fault === undefined ? '' : this.context.say(fault);
    this.open.disabled = fault !== undefined;
  }

  /** The dialog stays until what it asks for is open: what was said is not lost to a fault. */
  private async run(): Promise<void> {
    const { editor, projects, store, say } = this.context;
    this.open.disabled = true;
    try {
      const name = this.name.value.trim() || say('import.untitled');
      const spec = specOf(name, this.drafts, this.prefix.value.trim());
      const manifest = await editor.ask('manifestOf', { spec });
      const used = new Set(spec.layers.flatMap(({ files }) => files));
      const given = this.files.filter(({ name: each }) => used.has(each));
      const file = new File([manifest], MANIFEST, { type: 'application/toml' });
      this.fault.textContent = say('import.opening');
      if (await projects.openFolder([{ name: MANIFEST, file }, ...given])) {
        this.dialog.close();
        return;
      }
      const { problem, lang } = store.state;
      this.fault.textContent = problem === undefined ? '' : sentenceOf(lang, problem);
      store.change({ problem: undefined });
    } catch (thrown) {
      this.fault.textContent = thrownWords(store.state.lang, thrown);
    }
    this.open.disabled = false;
  }
}
