// Makes one zone of several.
import type { ZoneKey, ZoneRow } from '../engine/types';
import { count } from '../i18n';
import { element } from '../panels/dom';
import { Latest } from '../state/queue';
import { decision, fillBar, isPlain, tick, told } from './bar';
import { CANDIDATE } from './ink';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

declare module '../state/mode' {
  interface Modes {
    merge: object;
  }
}

const CANDIDATES = 'merge:candidates';
/** Zones that the bar names; of more it gives the number. */
const NAMED_MOST = 6;

export const merge: Tool = {
  id: 'merge',
  group: 'zones',
  title: 'tool.merge',
  hint: 'tool.merge.hint',
  key: 'm',
  icon: ['M4 5h6v14H4z', 'M20 5h-6v14h6z', 'M10 12h4', 'M8 10l2 2-2 2', 'M16 10l-2 2 2 2'],
  cursor: 'pointer',
  needsPlan: true,
  start: (context) => new Merging(context),
};

class Merging implements InHand {
  private readonly trial: Trial;
  private readonly asked = new Latest();
  private neighbours: readonly ZoneKey[] = [];
  /** What is on trial, so that nothing is asked twice. */
  private chosen = '';

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'merge', () => this.fill());
    context.setMode({ tool: 'merge' });
    this.onChange();
  }

  stop(): void {
    this.asked.forget();
    this.trial.stop();
    this.context.map.overlay.remove(CANDIDATES);
    this.context.bar.replaceChildren();
  }

  onClick({ place }: Pointer): void {
    void this.context.editor.selectAt(place, true);
  }

  onKey(event: KeyboardEvent): boolean {
    const { editor, store } = this.context;
    if (isPlain(event, 'Enter')) {
      this.commit();
      return true;
    }
    if (isPlain(event, 'Escape') && store.state.selection.length > 0) {
      editor.select([]);
      return true;
    }
    return false;
  }

  onChange(): void {
    const { selection, plan } = this.context.store.state;
    const chosen = `${plan?.revision}:${selection.join()}`;
    if (chosen !== this.chosen) {
      this.chosen = chosen;
      if (selection.length >= 2) void this.trial.show({ kind: 'merge-zones', zones: [...selection] });
      else this.trial.clear();
      void this.findNeighbours(selection);
    }
    this.fill();
  }

  /** The zones around those chosen: they could join. */
  private async findNeighbours(selection: readonly ZoneKey[]): Promise<void> {
    const { editor, map } = this.context;
    try {
      const found = await this.asked.ask(() =>
        Promise.all(selection.map((zone) => editor.ask('neighbours', { zone }))),
      );
      if (found === undefined) return;
      this.neighbours = [...new Set(found.flat())].filter((zone) => this.couldJoin(zone));
      const around = this.neighbours;
      map.overlay.put(CANDIDATES, (pen) =>
        pen.polygons(around.flatMap((zone) => map.zones.outline(zone)), CANDIDATE),
      );
      this.fill();
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  /** Not chosen, not locked, and of the community of those chosen: no zone may cross its line. */
  private couldJoin(zone: ZoneKey): boolean {
    const { plan, selection } = this.context.store.state;
    const row = plan?.rows.get(zone);
    const first = plan?.rows.get(selection[0] ?? 0);
    if (row === undefined || selection.includes(zone) || row.isLocked) return false;
    return row.communityKey === first?.communityKey;
  }

  private commit(): void {
    if (this.trial.isReady) void this.trial.commit();
  }

  private fill(): void {
    const { context } = this;
    const { say, store, editor } = context;
    const { plan, selection, lang } = store.state;
    const row = (zone: ZoneKey): ZoneRow[] => {
      const found = plan?.rows.get(zone);
      return found === undefined ? [] : [found];
    };
    const line = ({ key, code, households }: ZoneRow, isOn: boolean): HTMLElement => {
      const words = say('merge.zone', { code: code.slice(-3), households: count(lang, households) });
      return tick(`zone-${key}`, words, isOn, (on) => {
        const { selection: now } = store.state;
        editor.select(on ? [...now, key] : now.filter((each) => each !== key));
      });
    };
    const around = this.neighbours.filter((zone) => !selection.includes(zone));
    const parts: HTMLElement[] = [told(say(selection.length === 0 ? 'merge.none' : 'merge.chosen'))];
    const named = (zones: readonly ZoneKey[], isOn: boolean): void => {
      parts.push(...zones.slice(0, NAMED_MOST).flatMap(row).map((each) => line(each, isOn)));
      const left = zones.length - NAMED_MOST;
      if (left > 0) parts.push(element('span', 'note', say('merge.more', { count: count(lang, left) })));
    };
    named(selection, true);
    if (around.length > 0 && selection.length > 0) {
      parts.push(element('span', 'note', say('merge.around')));
      named(around, false);
    }
    if (selection.length > 0) {
      const commit = (): void => this.commit();
      const cancel = (): void => editor.select([]);
      const { isReady } = this.trial;
      parts.push(decision(context, { words: say('merge.commit'), isReady, commit, cancel }));
    }
    fillBar(context, ...parts);
  }
}
