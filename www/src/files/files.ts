// Opening, saving, exporting and finding lost work again.
import type { EngineClient } from '../engine/client';
import type { FolderFile } from '../engine/types';
import { say, type Key } from '../i18n';
import type { Editor } from '../state/editor';
import { problemOf, type Projects } from '../state/projects';
import type { Store } from '../state/store';
import { Claim } from './claim';
import { Cupboard, type Work } from './cupboard';
import { Keeper } from './keeper';
import { download } from './download';
import { fileName, kindOf, MANIFEST, PROJECT_END } from './kind';
import { PROJECT_MOST_BYTES, mebibytes, tooLarge } from './limits';

/** What the page does with files of which it does not know what they are. */
export interface Asks {
  /** Asks what loose files are for; what comes back is a folder with a manifest. */
  loose(files: FolderFile[]): void;
  /** Asks for the folder that a project file came from. */
  folderOf(name: string, wanted: readonly string[], give: (files: FolderFile[]) => void): void;
}

export class Files {
  readonly cupboard = new Cupboard();
  private readonly keeper: Keeper;

  constructor(
    private readonly store: Store,
    private readonly editor: Editor,
    private readonly projects: Projects,
    private readonly engine: EngineClient,
    private readonly told: (bytes: Uint8Array<ArrayBuffer>, name: string) => void,
    private readonly asks: () => Asks,
  ) {
    this.keeper = new Keeper(store, editor, engine, this.cupboard);
    void this.findLost();
  }

  /** Opens whatever was given: a folder, a project file, loose files. */
  async take(files: readonly FolderFile[]): Promise<void> {
    const refusal = tooLarge(files.map(({ name, file }) => ({ name, bytes: file.size })));
    if (refusal !== undefined) {
      this.refuse(refusal.key, refusal.values);
      return;
    }
    const given = await kindOf(files);
    switch (given.kind) {
      case 'nothing':
        return;
      case 'folder':
        await this.projects.openFolder(given.files);
        return;
      case 'project':
        await this.openProject(given.file, given.files);
        return;
      case 'loose':
        this.asks().loose(given.files);
    }
  }

  /** Saves the project file to where the browser keeps what is downloaded. */
  async save(): Promise<void> {
    const { project, plan } = this.store.state;
    if (project === undefined || plan === undefined) return;
    await this.tellOf(async () => {
      const bytes = await this.editor.ask('save', {});
      const name = `${fileName(project.name)}${PROJECT_END}`;
      download(bytes, name, 'application/json');
      await this.editor.ask('markSaved', {});
      const { plan: now } = this.store.state;
      // Figures are compared with the last save.
      if (now !== undefined) this.store.change({ plan: { ...now } });
      this.told(bytes, name);
      this.store.change({ message: { text: this.say('files.saved', { name }), kind: 'done' } });
    });
  }

  /** A result file, as the command writes it. */
  async export(name: string): Promise<void> {
    await this.tellOf(async () => {
      const { lang, project } = this.store.state;
      const bytes = await this.editor.ask('exportFile', { name, lang });
      const own = `${fileName(project?.name ?? '')}-${name}`;
      download(bytes, own, typeOf(name));
      this.store.change({ message: { text: this.say('files.exported', { name: own }), kind: 'done' } });
    });
  }

  /** The manifest of what is open, where it was opened from files. */
  get manifest(): File | undefined {
    const { opening } = this.engine;
    return opening?.kind === 'folder' ? opening.files.find(({ name }) => name === MANIFEST)?.file : undefined;
  }

  async saveManifest(): Promise<void> {
    const { manifest } = this;
    if (manifest !== undefined) download(await manifest.arrayBuffer(), MANIFEST, 'application/toml');
  }

  /** Goes on with work that was put away. */
  async restore(work: Work): Promise<void> {
    const files = await this.cupboard.filesOf(work.project);
    if (work.project.startsWith('folder:') && files === undefined) {
      await this.askFolder(work.saved, work);
      return;
    }
    await this.reopen(work.saved, files, work);
  }

  async forget(work: Work): Promise<void> {
    await this.tellOf(async () => {
      await this.cupboard.forget(work.id);
      await this.showKept();
    });
  }

  async forgetAll(): Promise<void> {
    await this.tellOf(async () => {
      await this.cupboard.forgetAll();
      this.keeper.forgotten();
      await this.showKept();
    });
  }

  /** What is in the cupboard, into the state. */
  async showKept(): Promise<void> {
    this.store.change({ kept: await this.cupboard.works() });
  }

  private async openProject(file: File, files: FolderFile[] | undefined): Promise<void> {
    if (file.size > PROJECT_MOST_BYTES) {
      const values = { name: file.name, size: mebibytes(file.size), most: mebibytes(PROJECT_MOST_BYTES) };
      this.refuse('files.too_large', values);
      return;
    }
    const saved = new Uint8Array(await file.arrayBuffer());
    await this.tellOf(async () => {
      const { source } = await this.editor.ask('savedInfo', { saved });
      if (source.kind === 'folder' && files === undefined) await this.askFolder(saved, undefined);
      else await this.reopen(saved, files, undefined);
    });
  }

  private async askFolder(saved: Uint8Array<ArrayBuffer>, work: Work | undefined): Promise<void> {
    const { source } = await this.editor.ask('savedInfo', { saved });
    if (source.kind !== 'folder') return;
    const wanted = source.files.map(({ name }) => name);
    this.asks().folderOf(source.name, wanted, (files) => void this.reopen(saved, files, work));
  }

  private async reopen(
    saved: Uint8Array<ArrayBuffer>,
    files: FolderFile[] | undefined,
    work: Work | undefined,
  ): Promise<void> {
    this.store.change({ lost: undefined });
    const { policy } = await this.editor.ask('savedInfo', { saved });
    // The plan of before, if there is one, is left now: its end must not end the new sitting.
    const isOpen = await this.projects.restore(saved, files, () => {
      if (work !== undefined) this.keeper.goOnAs(work.id);
      this.store.change({ policy: policy.id });
    });
    if (!isOpen || work === undefined) return;
    this.store.change({ message: { text: this.say('files.restored'), kind: 'done' } });
  }

  /** Work that no tab has in hand was lost by a crash or a reload. */
  private async findLost(): Promise<void> {
    try {
      const works = await this.cupboard.works();
      const held = await Claim.held();
      const lost = works.find(({ project, edits }) => edits > 0 && !held.has(project));
      this.store.change({ kept: works, ...(this.store.state.project === undefined && { lost }) });
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : String(thrown);
      this.store.change({ keeping: { kind: 'failed', cause } });
    }
  }

  private refuse(key: Key, values: Record<string, string>): void {
    this.store.change({ problem: { code: `page.${key}`, message: this.say(key, values) } });
  }

  private async tellOf(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.store.change({ problem: problemOf(thrown) });
    }
  }

  private say(key: Key, values: Record<string, string> = {}): string {
    return say(this.store.state.lang, key, values);
  }
}

function typeOf(name: string): string {
  if (name.endsWith('.html')) return 'text/html';
  if (name.endsWith('.csv')) return 'text/csv';
  return name.endsWith('json') ? 'application/geo+json' : 'application/octet-stream';
}
