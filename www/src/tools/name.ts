// Name, class and code of the chosen zone.
import type { Edit, ZoneClass, ZoneRow } from '../engine/types';
import { element } from '../panels/dom';
import { decision, fillBar, pick, told } from './bar';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Target } from './target';
import { Trial } from './trial';

declare module '../state/mode' {
  interface Modes {
    name: object;
  }
}

export const name: Tool = {
  id: 'name',
  group: 'zones',
  title: 'tool.name',
  hint: 'tool.name.hint',
  key: 'n',
  icon: ['M3 12V4h8l10 10-7.5 7.5z', 'M7.5 8v.2'],
  cursor: 'pointer',
  needsPlan: true,
  start: (context) => new Naming(context),
};

class Naming implements InHand {
  private readonly target: Target;
  private readonly trial: Trial;
  private readonly field = element('input');
  private readonly code = element('input');
  private kind: ZoneClass = 'general';
  private seen = '';

  constructor(private readonly context: ToolContext) {
    this.target = new Target(context, 'name');
    this.trial = new Trial(context, 'name', () => this.enable());
    for (const input of [this.field, this.code]) {
      input.type = 'text';
      input.addEventListener('input', () => this.tryOut());
      input.addEventListener('keydown', (event) => this.fieldKey(event));
    }
    this.field.maxLength = 60;
    this.code.inputMode = 'numeric';
    context.setMode({ tool: 'name' });
    this.onChange();
  }

  stop(): void {
    this.trial.stop();
    this.target.stop();
    this.context.bar.replaceChildren();
  }

  onClick({ place }: Pointer): void {
    void this.target.takeAt(place).then(() => this.field.focus());
  }

  onKey(event: KeyboardEvent): boolean {
    if (event.key !== 'Enter' || this.edits().length === 0) return false;
    void this.commit();
    return true;
  }

  onChange(): void {
    const { lang, plan } = this.context.store.state;
    const { row } = this.target;
    const seen = `${lang}:${plan?.revision}:${row?.key}`;
    if (seen === this.seen) return;
    this.seen = seen;
    if (row !== undefined) {
      this.field.value = row.name;
      this.code.value = row.code;
      this.kind = row.class;
    }
    this.target.mark();
    this.trial.clear();
    this.fill();
  }

  private fieldKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.isComposing) void this.commit();
    else if (event.key === 'Escape') this.context.putAway();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What is other than it was, one edit each. */
  private edits(): Edit[] {
    const { row } = this.target;
    if (row === undefined) return [];
    const { key: zone } = row;
    const given = this.field.value.trim();
    const code = this.code.value.trim();
    return [
      ...(given === row.name ? [] : [{ kind: 'rename', zone, name: given } as const]),
      ...(this.kind === row.class ? [] : [{ kind: 'set-class', zone, class: this.kind } as const]),
      ...(code === row.code ? [] : [{ kind: 'set-code', zone, code } as const]),
    ];
  }

  private tryOut(): void {
    const last = this.edits().at(-1);
    if (last === undefined) this.trial.clear();
    else void this.trial.show(last);
    this.enable();
  }

  private async commit(): Promise<void> {
    const { editor } = this.context;
    for (const edit of this.edits()) {
      // What comes after a refusal waits until that is mended.
      if ((await editor.apply(edit)) === undefined) return;
    }
    this.trial.clear();
  }

  private enable(): void {
    const commit = this.context.bar.querySelector<HTMLButtonElement>('.commit');
    if (commit !== null) commit.disabled = this.edits().length === 0;
  }

  private fill(): void {
    const { context } = this;
    const { say } = context;
    const { row } = this.target;
    if (row === undefined) {
      fillBar(context, told(say('name.none')));
      return;
    }
    this.field.dataset['focus'] = '';
    this.field.dataset['act'] = 'name';
    this.code.dataset['act'] = 'code';
    const kinds = [
      { value: 'general', words: say('name.general') },
      { value: 'exclusive', words: say('name.exclusive') },
    ];
    const commit = (): void => void this.commit();
    const cancel = (): void => this.reset(row);
    fillBar(
      context,
      element('label', 'inline', element('span', '', say('name.name')), this.field),
      element(
        'label',
        'inline',
        element('span', '', say('name.class')),
        pick('class', say('name.class'), kinds, this.kind, (kind) => {
          this.kind = kind === 'exclusive' ? 'exclusive' : 'general';
          this.tryOut();
        }),
      ),
      element('label', 'inline code', element('span', '', say('name.code')), this.code),
      decision(context, { words: say('name.commit'), isReady: false, commit, cancel }),
    );
    this.enable();
  }

  private reset(row: ZoneRow): void {
    this.seen = '';
    this.field.value = row.name;
    this.onChange();
  }
}
