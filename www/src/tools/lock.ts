// Keeps zones as they are, or lets them be changed again.
import type { Edit, ZoneRow } from '../engine/types';
import { count } from '../i18n';
import { decision, fillBar, isPlain, told } from './bar';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

declare module '../state/mode' {
  interface Modes {
    lock: object;
  }
}

export const lock: Tool = {
  id: 'lock',
  group: 'zones',
  title: 'tool.lock',
  hint: 'tool.lock.hint',
  key: 'k',
  icon: ['M5 11h14v9H5z', 'M8 11V8a4 4 0 0 1 8 0v3', 'M12 14.5v2.5'],
  cursor: 'pointer',
  needsPlan: true,
  start: (context) => new Locking(context),
};

class Locking implements InHand {
  private readonly trial: Trial;
  private tried = '';

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'lock', () => this.fill());
    context.setMode({ tool: 'lock' });
    this.onChange();
  }

  stop(): void {
    this.trial.stop();
    this.context.bar.replaceChildren();
  }

  onClick({ place, shift, ctrl }: Pointer): void {
    void this.context.editor.selectAt(place, shift || ctrl);
  }

  onDoubleClick(): void {
    this.commit();
  }

  onKey(event: KeyboardEvent): boolean {
    const { editor, store } = this.context;
    if (isPlain(event, 'Enter')) {
      this.commit();
      return true;
    }
    if (!isPlain(event, 'Escape') || store.state.selection.length === 0) return false;
    editor.select([]);
    return true;
  }

  onChange(): void {
    const edit = this.edit();
    const tried = `${this.context.store.state.plan?.revision}:${JSON.stringify(edit)}`;
    if (tried !== this.tried) {
      this.tried = tried;
      if (edit === undefined) this.trial.clear();
      else void this.trial.show(edit);
    }
    this.fill();
  }

  private get rows(): ZoneRow[] {
    const { plan, selection } = this.context.store.state;
    return selection.flatMap((zone) => plan?.rows.get(zone) ?? []);
  }

  /** Locks the chosen zones; unlocks them where all of them are locked. */
  private edit(): Extract<Edit, { kind: 'lock' | 'unlock' }> | undefined {
    const { rows } = this;
    if (rows.length === 0) return undefined;
    const open = rows.filter(({ isLocked }) => !isLocked);
    return open.length === 0
      ? { kind: 'unlock', zones: rows.map(({ key }) => key) }
      : { kind: 'lock', zones: open.map(({ key }) => key) };
  }

  private commit(): void {
    if (this.edit() !== undefined) void this.trial.commit();
  }

  private fill(): void {
    const { context } = this;
    const { say, store, editor } = context;
    const edit = this.edit();
    if (edit === undefined) {
      fillBar(context, told(say('lock.none')));
      return;
    }
    const codes = this.rows.map(({ code }) => code.slice(-3));
    const zones = codes.length > 6 ? count(store.state.lang, codes.length) : codes.join(' ');
    const words = say(edit.kind === 'lock' ? 'lock.lock' : 'lock.unlock');
    const { isReady } = this.trial;
    const commit = (): void => this.commit();
    const cancel = (): void => editor.select([]);
    fillBar(context, told(say('lock.chosen', { zones })), decision(context, { words, isReady, commit, cancel }));
  }
}
