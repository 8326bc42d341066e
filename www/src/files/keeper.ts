// Puts the work away after every edit, so that a crash or a reload loses nothing.
import type { EngineClient } from '../engine/client';
import type { Editor } from '../state/editor';
import type { Store } from '../state/store';
import { Claim } from './claim';
import { projectId, type Cupboard } from './cupboard';

/** Edits in quick succession are put away together. */
const PAUSE_MS = 300;

/** How the work is kept. */
export type Keeping =
  /** Nothing is there to be kept. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'kept'; readonly when: string }
  /** The browser stores nothing, or no more. */
  | { readonly kind: 'failed'; readonly cause: string }
  /** Another tab has the project. */
  | { readonly kind: 'elsewhere' };

export class Keeper {
  private readonly claim = new Claim();
  private sitting = '';
  private project = '';
  private isOurs = false;
  /** An edit was made that is not put away. */
  private isBehind = false;
  private wasKept = false;
  private timer = 0;

  constructor(
    private readonly store: Store,
    private readonly editor: Pick<Editor, 'ask' | 'onChange'>,
    private readonly engine: EngineClient,
    private readonly cupboard: Cupboard,
  ) {
    editor.onChange(() => this.soon());
    store.watchParts(['plan'], ({ plan }, before) => {
      if (plan === undefined) this.leave();
      else if (before.plan === undefined) void this.begin();
    });
    // Leaving the tab is often its end.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.isBehind) void this.keep();
    });
    window.addEventListener('beforeunload', (event) => {
      if (this.isBehind) event.preventDefault();
    });
  }

  /** The sitting goes on as another one that was kept. */
  goOnAs(id: string): void {
    this.sitting = id;
    this.wasKept = true;
  }

  /** What was put away of this sitting is gone. */
  forgotten(): void {
    this.wasKept = false;
    this.show(this.isOurs || this.project === '' ? { kind: 'idle' } : { kind: 'elsewhere' });
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.claim.end();
    [this.sitting, this.project, this.isOurs, this.isBehind, this.wasKept] = ['', '', false, false, false];
    this.show({ kind: 'idle' });
  }

  private async begin(): Promise<void> {
    if (this.sitting === '') this.sitting = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const sitting = this.sitting;
    const saved = await this.editor.ask('save', {});
    const { source } = await this.editor.ask('savedInfo', { saved });
    if (sitting !== this.sitting) return;
    this.project = projectId(source);
    await this.claim.on(this.project, (isOurs) => {
      if (sitting !== this.sitting) return;
      this.isOurs = isOurs;
      if (!isOurs) this.show({ kind: 'elsewhere' });
      else if (this.isBehind) void this.keep();
      else this.show({ kind: 'idle' });
    });
  }

  private soon(): void {
    this.isBehind = true;
    if (this.isOurs) this.show({ kind: 'waiting' });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), PAUSE_MS);
  }

  private async keep(): Promise<void> {
    clearTimeout(this.timer);
    const { sitting, project } = this;
    const { plan, project: opened } = this.store.state;
    if (!this.isOurs || plan === undefined || opened === undefined) return;
    this.isBehind = false;
    try {
      const saved = await this.editor.ask('save', {});
      const { source, edits } = await this.editor.ask('savedInfo', { saved });
      // A plan as it was proposed is made again by merging; what was kept before it is worth more.
      if (sitting !== this.sitting || (edits === 0 && !this.wasKept)) return;
      const when = new Date().toISOString();
      await this.cupboard.keep({ id: sitting, project, name: opened.name, when, edits, saved });
      if (source.kind === 'folder') await this.keepInput(project, source.files.map(({ name }) => name));
      if (sitting !== this.sitting) return;
      this.wasKept = true;
      this.show({ kind: this.isBehind ? 'waiting' : 'kept', when });
    } catch (thrown) {
      if (sitting !== this.sitting) return;
      this.isBehind = true;
      this.show({ kind: 'failed', cause: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }

  private async keepInput(project: string, names: readonly string[]): Promise<void> {
    const { opening } = this.engine;
    if (opening?.kind !== 'folder') return;
    const needed = new Set(names);
    const files = opening.files.filter(({ name }) => needed.has(name.replace(/^\.\//, '')));
    await this.cupboard.keepFiles(project, files);
  }

  private show(keeping: Keeping): void {
    this.store.change({ keeping });
  }
}
