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
  /** Rises when a plan is gone: what was to be asked about it, or is answered, comes to nothing. */
  private era = 0;

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
      if (isOther) void this.whenDrawn(() => this.fillConflicts());
    });
    // Rules say which defects are slivers.
    editor.onChange(({ edit }) => {
      if (edit === 'set-policy') void this.fillConflicts();
    });
  }

  private forget(): void {
    this.era += 1;
    this.rules.forget();
    this.defects.forget();
    clearTimeout(this.timer);
    this.store.change({ violations: undefined, conflicts: undefined });
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.whenDrawn(() => this.fillViolations()), PAUSE_MS);
  }

  private async whenDrawn(fill: () => Promise<void>): Promise<void> {
    const { era } = this;
    await this.drawn();
    if (era === this.era) await fill();
  }

  private async fillViolations(): Promise<void> {
    const { era } = this;
    const { lang } = this.store.state;
    try {
      const violations = await this.rules.ask(() => this.editor.ask('violations', { lang }));
      if (violations !== undefined && era === this.era) this.store.change({ violations });
    } catch (thrown) {
      if (era === this.era) this.failed(thrown);
    }
  }

  private async fillConflicts(): Promise<void> {
    const { era } = this;
    const { lang } = this.store.state;
    try {
      const conflicts = await this.defects.ask(() => this.editor.ask('conflicts', { lang }));
      if (conflicts !== undefined && era === this.era) this.store.change({ conflicts });
    } catch (thrown) {
      if (era === this.era) this.failed(thrown);
    }
  }
}

