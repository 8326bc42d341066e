// Changes the border that two zones share: its corners are dragged, put in and taken out, or it is
// drawn anew. Both sides follow; no gap can come about.
import type { LonLat, ZoneKey } from '../engine/types';
import { Latest } from '../state/queue';
import { element } from '../panels/dom';
import { choice, decision, fillBar, isPlain, pick, told } from './bar';
import { cuts, cutTick } from './cut';
import { BorderHandles } from './handles';
import { carriedOn } from './ground';
import { CANDIDATE, CARRIED_ON } from './ink';
import { Sketch } from './sketch';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

type How = 'corners' | 'draw';

declare module '../state/mode' {
  interface Modes {
    border: { readonly how: How };
  }
}

const ONWARD = 'border:onward';
const ZONES = 'border:zones';

export const border: Tool = {
  id: 'border',
  group: 'zones',
  title: 'tool.border',
  hint: 'tool.border.hint',
  key: 'e',
  moreKeys: [['Delete', 'keys.take_out']],
  icon: ['M5 21c2-5 5-4 6-8s4-5 8-10', 'M9 11h4v4H9z', 'M17 1h4v4h-4z', 'M3 19h4v4H3z'],
  cursor: 'crosshair',
  needsPlan: true,
  start: (context) => new Redrawing(context),
};

class Redrawing implements InHand {
  private readonly trial: Trial;
  private readonly sketch: Sketch;
  private readonly handles: BorderHandles;
  private readonly asked = new Latest();
  private how: How = 'corners';
  private between: readonly [ZoneKey, ZoneKey] | undefined;
  private neighbours: readonly ZoneKey[] = [];
  private seen = '';

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'border', () => this.fill());
    const onChange = (): void => this.drawn();
    this.sketch = new Sketch(context, { name: 'border:sketch', isClosed: false, least: 2, onChange });
    this.handles = new BorderHandles(context, onChange);
    context.setMode({ tool: 'border', how: this.how });
    this.onChange();
  }

  stop(): void {
    const { overlay } = this.context.map;
    this.asked.forget();
    // Lines that are still asked for come to nothing.
    this.between = undefined;
    this.sketch.remove();
    this.handles.remove();
    this.trial.stop();
    overlay.remove(ONWARD);
    overlay.remove(ZONES);
    this.context.bar.replaceChildren();
  }

  onMove(pointer: Pointer): void {
    if (this.draws) {
      if (!this.sketch.isEmpty) this.sketch.onMove(pointer);
    } else this.handles.onMove(pointer);
  }

  onClick(pointer: Pointer): void {
    if (this.draws && this.sketch.onClick(pointer)) return;
    if (!this.draws && this.handles.onClick(pointer)) return;
    void this.takeZone(pointer);
  }

  onDoubleClick(): void {
    if (this.draws) void this.sketch.finish();
  }

  onRightClick(pointer: Pointer): void {
    if (this.draws) void this.sketch.finish();
    else this.handles.onRightClick(pointer);
  }

  onDragStart(pointer: Pointer): boolean {
    return this.draws ? this.sketch.onDragStart(pointer) : this.handles.onDragStart(pointer);
  }

  onDrag(pointer: Pointer): void {
    if (this.draws) this.sketch.onDrag(pointer);
    else this.handles.onDrag(pointer);
  }

  onDragEnd(_pointer: Pointer, hasMoved: boolean): void {
    if (this.draws) this.sketch.onDragEnd(hasMoved);
    else this.handles.onDragEnd();
  }

  onKey(event: KeyboardEvent): boolean {
    const { editor, store } = this.context;
    if (isPlain(event, 'Enter')) {
      void this.commit();
      return true;
    }
    if (this.draws ? this.sketch.onKey(event) : this.handles.onKey(event)) return true;
    if (isPlain(event, 'Escape') && store.state.selection.length > 0) {
      if (this.trial.isReady) void this.findBorder();
      else editor.select([]);
      return true;
    }
    return false;
  }

  onChange(): void {
    const { selection, plan } = this.context.store.state;
    const seen = `${plan?.revision}:${selection.join()}`;
    if (seen !== this.seen) {
      this.seen = seen;
      const [a, b] = selection.slice(-2);
      this.between = a === undefined || b === undefined ? undefined : [a, b];
      this.mark();
      void this.findBorder();
      void this.findNeighbours();
    }
    this.fill();
  }

  /** Whether clicks are corners of a new line. */
  private get draws(): boolean {
    return this.how === 'draw' && this.between !== undefined;
  }

  /** The first click chooses a zone, the second its neighbour, the third begins anew. */
  private async takeZone({ place: [lon_deg, lat_deg] }: Pointer): Promise<void> {
    const { editor, store } = this.context;
    try {
      const at = await editor.ask('unitAt', { lon_deg, lat_deg });
      const { selection } = store.state;
      if (at === undefined) return;
      // Its only neighbour was taken already.
      if (selection.length === 2 && selection[1] === at.zone) return;
      editor.select(selection.length === 1 ? [...selection, at.zone] : [at.zone]);
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  private mark(): void {
    const { map, store } = this.context;
    const { selection } = store.state;
    map.overlay.put(ZONES, (pen) => {
      for (const zone of selection.slice(-2)) pen.polygons(map.zones.outline(zone), CANDIDATE);
    });
  }

  private async findBorder(): Promise<void> {
    const { editor, say, store } = this.context;
    const { between } = this;
    this.sketch.clear();
    this.handles.clear();
    this.trial.clear();
    if (between === undefined) return;
    try {
      const [a, b] = between;
      if (this.refusesCommunities(a, b)) return;
      const lines = await editor.ask('borderBetween', { a, b });
      if (between !== this.between) return;
      this.handles.take(lines);
      if (lines.lineEnds.length === 0) {
        store.change({ message: { text: say('border.apart'), kind: 'refused' } });
      }
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  /** The line between two communities is no border of zones to be moved: that is told before anything is drawn. */
  private refusesCommunities(a: ZoneKey, b: ZoneKey): boolean {
    const { store, say } = this.context;
    const [first, second] = [a, b].map((zone) => store.state.plan?.rows.get(zone));
    if (first === undefined || second === undefined || first.communityKey === second.communityKey) return false;
    const text = say('border.communities', { first: first.community, second: second.community });
    store.change({ message: { text, kind: 'refused' } });
    return true;
  }

  private async findNeighbours(): Promise<void> {
    const { editor, store } = this.context;
    const [zone] = store.state.selection;
    this.neighbours = [];
    if (zone === undefined) return;
    try {
      const found = await this.asked.ask(() => editor.ask('neighbours', { zone }));
      if (found === undefined) return;
      const { plan } = store.state;
      const community = plan?.rows.get(zone)?.communityKey;
      this.neighbours = found.filter((each) => plan?.rows.get(each)?.communityKey === community);
      const [only, ...others] = this.neighbours;
      if (only !== undefined && others.length === 0 && store.state.selection.length === 1) editor.select([zone, only]);
      this.fill();
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  private setHow(how: How): void {
    this.how = how;
    this.context.setMode({ tool: 'border', how });
    this.handles.setHidden(how === 'draw');
    void this.findBorder();
    this.fill();
  }

  /** The line is another one. */
  private drawn(): void {
    const { map } = this.context;
    const { between } = this;
    const drawn = this.draws ? this.sketch.line : this.handles.changed;
    if (between === undefined || drawn === undefined || drawn.length < 2) {
      map.overlay.remove(ONWARD);
      this.trial.clear();
      return;
    }
    const ground = between.flatMap((zone) => map.zones.outline(zone));
    // What lies between the two zones is inside both outlines together, not beyond them.
    const line: LonLat[] = carriedOn(drawn, ground);
    map.overlay.put(ONWARD, (pen) => pen.line(line, CARRIED_ON));
    const isUnfinished = this.draws && !this.sketch.isFinished;
    void this.trial.show({ kind: 'redraw-border', between: [...between], line, cut: cuts() }, isUnfinished);
    this.fill();
  }

  private async commit(): Promise<void> {
    if (this.draws) await this.sketch.finish();
    if (await this.trial.commit()) this.context.map.overlay.remove(ONWARD);
  }

  private fill(): void {
    const { context } = this;
    const { say, store, editor } = context;
    const { selection, plan } = store.state;
    const code = (zone: ZoneKey | undefined): string => plan?.rows.get(zone ?? 0)?.code.slice(-3) ?? '';
    const [first] = selection;
    if (first === undefined) {
      fillBar(context, told(say('border.none')));
      return;
    }
    const second = String(this.between?.[1] ?? '');
    const options = [
      { value: '', words: say('border.neighbour') },
      ...this.neighbours.map((zone) => ({ value: String(zone), words: code(zone) })),
    ];
    const parts: HTMLElement[] = [
      element('span', 'target', code(first)),
      pick('neighbour', say('border.neighbour'), options, second, (value) =>
        editor.select(value === '' ? [first] : [first, Number(value)]),
      ),
    ];
    if (this.between !== undefined) {
      const ways = [
        { value: 'corners', words: say('border.corners') },
        { value: 'draw', words: say('border.draw') },
      ] as const;
      const { isReady } = this.trial;
      const commit = (): void => void this.commit();
      const cancel = (): void => void this.findBorder();
      parts.push(
        choice<How>('how', say('tool.border'), ways, this.how, (how) => this.setHow(how)),
        cutTick(context, () => this.drawn()),
        decision(context, { words: say('border.commit'), isReady, commit, cancel }),
      );
    }
    fillBar(context, ...parts);
  }
}
