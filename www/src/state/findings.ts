// Keeps the lists of broken rules and of defects up to date with the plan.
import type { Editor } from './editor';
import { Latest } from './queue';
import type { Store } from './store';

/** Edits in quick succession are answered once. */
const PAUSE_MS = 150;

export class Findings {
  private readonly rules = new Latest();
  private readonly defects = new Latest();
  private timer = 0;

  constructor(
    private readonly store: Store,
    private readonly editor: Pick<Editor, 'ask' | 'onChange'>,
    /** Resolves when the map is drawn: lists come after it. */
    private readonly drawn: () => Promise<void>,
    private readonly failed: (thrown: unknown) => void,
  ) {
    store.watchParts(['plan', 'lang'], ({ plan, lang }, before) => {
      if (plan === undefined) {
        this.forget();
        return;
      }
      const isOther = before.plan === undefined || lang !== before.lang;
      if (isOther || plan.revision !== before.plan?.revision) this.soon();
      if (isOther) void this.drawn().then(() => this.fillConflicts());
    });
    // Rules say which defects are slivers.
    editor.onChange(({ edit }) => {
      if (edit === 'set-policy') void this.fillConflicts();
    });
  }

  private forget(): void {
    this.rules.forget();
    this.defects.forget();
    clearTimeout(this.timer);
    this.store.change({ violations: undefined, conflicts: undefined });
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.drawn().then(() => this.fillViolations()), PAUSE_MS);
  }

  private async fillViolations(): Promise<void> {
    const { lang } = this.store.state;
    try {
      const violations = await this.rules.ask(() => this.editor.ask('violations', { lang }));
      if (violations !== undefined && this.store.state.plan !== undefined) this.store.change({ violations });
    } catch (thrown) {
      this.failed(thrown);
    }
  }

  private async fillConflicts(): Promise<void> {
    const { lang } = this.store.state;
    try {
      const conflicts = await this.defects.ask(() => this.editor.ask('conflicts', { lang }));
      if (conflicts !== undefined && this.store.state.plan !== undefined) this.store.change({ conflicts });
    } catch (thrown) {
      this.failed(thrown);
    }
  }
}

