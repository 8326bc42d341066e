// What can be done with the open plan. Every command goes through the engine; what comes back is put
// on the map and into the state. Commands run one after the other, previews only as far as they are
// still wanted.
import { EngineError, type EngineClient } from '../engine/client';
import type { CallName, Calls, Edit, Effect, Entry, LonLat, ZoneKey, ZoneRow } from '../engine/types';
import { say } from '../i18n';
import { sentenceOf } from '../i18n/problem';
import type { ZoneChanges } from '../map/zones';
import { Latest, Queue } from './queue';
import type { Plan, Store } from './store';

/** What a person says about an edit. */
export type Said = Omit<Entry, 'edit' | 'when'>;

/** What the editor needs of the map. */
export interface Screen {
  changeZones(changes: ZoneChanges): void;
}

/** Hears of every change of the plan, after it is on the map. */
export type Heard = (effect: Effect, how: 'apply' | 'undo' | 'redo') => void;

export class Editor {
  private readonly queue = new Queue();
  private readonly previews = new Latest();
  private readonly cards = new Latest();
  private readonly ears = new Set<Heard>();

  constructor(
    private readonly engine: Pick<EngineClient, 'call'>,
    private readonly store: Store,
    private readonly screen: Screen,
  ) {}

  /** Hears of every change of the plan until the returned function is called. */
  onChange(hear: Heard): () => void {
    this.ears.add(hear);
    return () => this.ears.delete(hear);
  }

  /** Makes an edit; nothing comes back where it is refused, which the status line tells. */
  apply(edit: Edit, said: Said = {}): Promise<Effect | undefined> {
    const { who = '', why = '' } = this.store.state.signature ?? {};
    const signed = { ...(who !== '' && { who }), ...(why !== '' && { why }) };
    const entry: Entry = { edit, when: new Date().toISOString(), ...signed, ...said };
    return this.command('apply', () => this.engine.call('apply', { entry, lang: this.lang }));
  }

  undo(): Promise<Effect | undefined> {
    return this.command('undo', () => this.engine.call('undo', { lang: this.lang }));
  }

  redo(): Promise<Effect | undefined> {
    return this.command('redo', () => this.engine.call('redo', { lang: this.lang }));
  }

  /**
   * Shows what an edit would do, without doing it. Of previews asked for in quick succession only
   * the newest is answered; nothing comes back for the others, and where the edit would be refused:
   * `refused` hears that, the status line where nobody else wishes to. A `note` is told before those of
   * the engine.
   */
  async preview(
    edit: Edit,
    refused: (thrown: unknown) => void = (thrown) => this.refuse(thrown),
    note?: string,
  ): Promise<Effect | undefined> {
    try {
      const found = await this.previews.ask(() => this.engine.call('preview', { edit, lang: this.lang }));
      if (found === undefined) return undefined;
      const effect = note === undefined ? found : { ...found, noteSentences: [note, ...found.noteSentences] };
      this.store.change({ preview: effect, message: undefined });
      return effect;
    } catch (thrown) {
      this.store.change({ preview: undefined });
      refused(thrown);
      return undefined;
    }
  }

  /** Ends the preview; answers under way come to nothing. */
  endPreview(): void {
    this.previews.forget();
    this.store.change({ preview: undefined });
  }

  /** Asks the engine when all commands given so far are done. */
  ask<Name extends CallName>(call: Name, args: Calls[Name]['args']): Promise<Calls[Name]['result']> {
    return this.queue.run(() => this.engine.call(call, args));
  }

  /** Tells why the engine would not, and where; only a fault of the engine itself is a problem. */
  refuse(thrown: unknown): void {
    if (!(thrown instanceof EngineError)) throw thrown;
    const { code, place } = thrown.problem;
    const text = sentenceOf(this.lang, thrown.problem);
    if (code === 'page.cancelled') return;
    if (code.startsWith('page.')) this.store.change({ problem: thrown.problem });
    else this.store.change({ message: { text, kind: 'refused', ...(place !== undefined && { place }) } });
  }

  /** Chooses zones; keys that are no more are left out. */
  select(keys: readonly ZoneKey[]): void {
    const { plan } = this.store.state;
    const selection = [...new Set(keys)].filter((key) => plan?.rows.has(key));
    this.cards.forget();
    this.store.change({ selection, chosen: undefined, subject: undefined });
    void this.fillCard();
  }

  /** Chooses the zone at a place; with `adds` beside, or no more than, what is chosen already. */
  async selectAt([lon_deg, lat_deg]: LonLat, adds: boolean): Promise<void> {
    if (this.store.state.plan === undefined) return;
    const place = { lon_deg, lat_deg };
    const [at, located] = await Promise.all([this.ask('unitAt', place), this.ask('locate', place)]);
    const { selection } = this.store.state;
    const keys = at === undefined ? [] : [at.zone];
    if (!adds) this.select(keys);
    else if (selection.includes(keys[0] ?? 0)) this.select(selection.filter((key) => key !== keys[0]));
    else this.select([...selection, ...keys]);
    const { chosen } = this.store.state;
    this.store.change({ chosen: { card: chosen?.card, located } });
  }

  /**
   * Takes in all zones anew: after a merge, a restore, or rules that touch every zone. What is to be
   * drawn of them is drawn before lists and panels hear of them.
   */
  async refresh(draw: (rows: readonly ZoneRow[]) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const rows = await this.engine.call('zoneRows', { lang: this.lang });
    await draw(rows);
    const { plan } = this.store.state;
    this.store.change({
      plan: {
        rows: new Map(rows.map((row) => [row.key, row])),
        revision: (plan?.revision ?? 0) + 1,
        undo: plan?.undo,
        redo: plan?.redo,
      },
    });
  }

  /** Asks again for every sentence that the engine wrote. */
  async translate(): Promise<void> {
    const { plan } = this.store.state;
    if (plan === undefined) return;
    await this.queue.run(async () => {
      await this.refresh();
      const { undone, done } = await this.engine.call('history', { lang: this.lang });
      const { plan: now } = this.store.state;
      const titles = { undo: done.at(-1)?.title, redo: undone[0]?.title };
      if (now !== undefined) this.store.change({ plan: { ...now, ...titles } });
    });
    await this.fillCard();
  }

  private get lang(): 'zh' | 'en' {
    return this.store.state.lang;
  }

  private command(
    how: 'apply' | 'undo' | 'redo',
    act: () => Promise<Effect | undefined>,
  ): Promise<Effect | undefined> {
    this.endPreview();
    return this.queue.run(async () => {
      try {
        const effect = await act();
        if (effect !== undefined) {
          await this.take(effect);
          this.tell(effect, how);
          for (const hear of this.ears) hear(effect, how);
        }
        return effect;
      } catch (thrown) {
        this.refuse(thrown);
        return undefined;
      }
    });
  }

  /** Puts what changed on the map and into the state. */
  private async take(effect: Effect): Promise<void> {
    const { plan, selection } = this.store.state;
    if (plan === undefined) return;
    const removed = effect.zones.filter(({ change }) => change === 'removed').map(({ key }) => key);
    const left = effect.zones.filter(({ change }) => change !== 'removed');
    const reshaped = left.filter((zone) => zone.shapeChanged).map(({ key }) => key);
    // Other rules are another state of every zone, also of those whose ground is as it was.
    const all = effect.edit === 'set-policy';
    const changed = { lang: this.lang, ...(!all && { keys: left.map(({ key }) => key) }) };
    const [rows, shapes] = await Promise.all([
      this.engine.call('zoneRows', changed),
      reshaped.length === 0 ? undefined : this.engine.call('zoneShapes', { keys: reshaped }),
    ]);
    this.screen.changeZones({ shapes, rows, removed });
    const next = new Map(plan.rows);
    for (const key of removed) next.delete(key);
    for (const row of rows) next.set(row.key, row);
    const changedPlan: Plan = {
      rows: next,
      revision: plan.revision + 1,
      undo: effect.undoTitle,
      redo: effect.redoTitle,
    };
    this.store.change({ plan: changedPlan, selection: selection.filter((key) => next.has(key)) });
    void this.fillCard();
  }

  private tell(effect: Effect, how: 'apply' | 'undo' | 'redo'): void {
    const title = (how === 'undo' ? effect.redoTitle : effect.undoTitle) ?? '';
    const done = say(this.lang, `done.${how}`, { title });
    const text = [done, ...effect.noteSentences].join(' ');
    this.store.change({ message: { text, kind: 'done' } });
  }


  /** Asks for the card of the zone that was chosen last. */
  private async fillCard(): Promise<void> {
    const zone = this.store.state.selection.at(-1);
    if (zone === undefined) {
      const { chosen } = this.store.state;
      if (chosen?.card !== undefined) this.store.change({ chosen: undefined });
      return;
    }
    try {
      const card = await this.cards.ask(() => this.ask('card', { zone, lang: this.lang }));
      const { selection, chosen } = this.store.state;
      if (card === undefined || selection.at(-1) !== zone) return;
      this.store.change({ chosen: { card, located: chosen?.located } });
    } catch (thrown) {
      this.refuse(thrown);
    }
  }
}
