// Makes two zones of one: along a drawn line, into even halves, or along a barrier.
import type { BarrierNear, SplitBy, ZoneKey } from '../engine/types';
import { length } from '../i18n';
import { element } from '../panels/dom';
import { Latest } from '../state/queue';
import { BarrierLines } from './barriers';
import { choice, decision, fillBar, isPlain, pick, told } from './bar';
import { cuts, cutTick } from './cut';
import { carriedOn } from './ground';
import { BARRIER, CARRIED_ON } from './ink';
import { Sketch } from './sketch';
import { Target } from './target';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

type Way = 'line' | 'balanced' | 'barrier';

declare module '../state/mode' {
  interface Modes {
    split: { readonly way: Way };
  }
}

const ONWARD = 'split:onward';
const ALONG = 'split:along';

export const split: Tool = {
  id: 'split',
  group: 'zones',
  title: 'tool.split',
  hint: 'tool.split.hint',
  key: 's',
  moreKeys: [['1 2 3', 'keys.split_ways']],
  icon: ['M4 5h16v14H4z', 'M13 3l-3 6 4 5-3 7'],
  cursor: 'crosshair',
  needsPlan: true,
  start: (context) => new Splitting(context),
};

class Splitting implements InHand {
  private readonly trial: Trial;
  private readonly target: Target;
  private readonly sketch: Sketch;
  private readonly lines: BarrierLines;
  private readonly asked = new Latest();
  private way: Way = 'line';
  /** Barriers that divide the zone; unknown until somebody asks for them. */
  private barriers: readonly BarrierNear[] | undefined;
  private barrier: number | undefined;
  private zone: ZoneKey | undefined;
  private revision = -1;

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'split', () => this.fill());
    this.target = new Target(context, 'split');
    this.lines = new BarrierLines(context);
    const onChange = (): void => this.drawn();
    this.sketch = new Sketch(context, { name: 'split:sketch', isClosed: false, least: 2, onChange });
    this.setWay('line');
    this.onChange();
  }

  stop(): void {
    const { overlay } = this.context.map;
    this.asked.forget();
    this.sketch.remove();
    this.trial.stop();
    this.target.stop();
    overlay.remove(ONWARD);
    overlay.remove(ALONG);
    this.context.bar.replaceChildren();
  }

  onMove(pointer: Pointer): void {
    if (this.draws && !this.sketch.isEmpty) this.sketch.onMove(pointer);
  }

  onClick(pointer: Pointer): void {
    if (this.draws && this.sketch.onClick(pointer)) return;
    void this.target.takeAt(pointer.place);
  }

  onDoubleClick(): void {
    if (this.draws) void this.sketch.finish();
  }

  onRightClick(): void {
    if (this.draws) void this.sketch.finish();
  }

  onDragStart(pointer: Pointer): boolean {
    return this.draws && this.sketch.onDragStart(pointer);
  }

  onDrag(pointer: Pointer): void {
    this.sketch.onDrag(pointer);
  }

  onDragEnd(_pointer: Pointer, hasMoved: boolean): void {
    this.sketch.onDragEnd(hasMoved);
  }

  onKey(event: KeyboardEvent): boolean {
    if (isPlain(event, 'Enter')) {
      void this.commit();
      return true;
    }
    if (this.draws && this.sketch.onKey(event)) return true;
    const { editor } = this.context;
    if (isPlain(event, 'Escape') && this.zone !== undefined) {
      if (this.way === 'line') editor.select([]);
      else this.setWay('line');
      return true;
    }
    const way = ({ '1': 'line', '2': 'balanced', '3': 'barrier' } as const)[event.key];
    if (way === undefined || !isPlain(event, event.key)) return false;
    this.setWay(way);
    return true;
  }

  onChange(): void {
    const { plan } = this.context.store.state;
    const { zone } = this.target;
    const revision = plan?.revision ?? -1;
    if (zone !== this.zone || revision !== this.revision) {
      this.zone = zone;
      this.revision = revision;
      this.sketch.clear();
      this.barriers = undefined;
      this.barrier = undefined;
      if (this.way === 'barrier') void this.findBarriers();
      this.tryOut();
    }
    this.target.mark();
    this.fill();
  }

  /** Whether clicks are corners of a line. */
  private get draws(): boolean {
    return this.way === 'line' && this.zone !== undefined;
  }

  private setWay(way: Way): void {
    this.way = way;
    this.context.setMode({ tool: 'split', way });
    this.context.map.overlay.remove(ALONG);
    this.sketch.clear();
    this.barrier = undefined;
    if (way === 'barrier') void this.findBarriers();
    this.tryOut();
    this.fill();
  }

  /** The line is another one: what it would do is shown while it is drawn. */
  private drawn(): void {
    const { overlay } = this.context.map;
    const whole = this.wholeLine();
    if (whole === undefined) overlay.remove(ONWARD);
    else overlay.put(ONWARD, (pen) => pen.line(whole, CARRIED_ON));
    if (this.way === 'line') this.tryOut();
    this.fill();
  }

  /** The line with ends that lie inside the zone carried on to its border. */
  private wholeLine(): [number, number][] | undefined {
    const { line } = this.sketch;
    if (line.length < 2 || this.zone === undefined) return undefined;
    return carriedOn(line, this.context.map.zones.outline(this.zone));
  }

  private by(): SplitBy | undefined {
    if (this.way === 'balanced') return 'balanced';
    if (this.way === 'barrier') return this.barrier === undefined ? undefined : { barrier: this.barrier };
    const line = this.wholeLine();
    return line && { line };
  }

  private tryOut(): void {
    const by = this.by();
    if (by === undefined || this.zone === undefined) {
      this.trial.clear();
      return;
    }
    const isUnfinished = this.way === 'line' && !this.sketch.isFinished;
    void this.trial.show({ kind: 'split-zone', zone: this.zone, by, cut: cuts() }, isUnfinished);
  }

  private async commit(): Promise<void> {
    if (this.draws) await this.sketch.finish();
    if (await this.trial.commit()) {
      this.context.map.overlay.remove(ALONG);
      if (this.way !== 'line') this.setWay('line');
    }
  }

  private async findBarriers(): Promise<void> {
    const { zone } = this;
    if (zone === undefined) return;
    try {
      const found = await this.asked.ask(() => this.lines.dividing(zone));
      if (found === undefined || zone !== this.zone || this.way !== 'barrier') return;
      this.barriers = found;
      this.choose(found[0]?.index);
      this.fill();
    } catch (thrown) {
      this.context.editor.refuse(thrown);
    }
  }

  private choose(barrier: number | undefined): void {
    const { overlay } = this.context.map;
    this.barrier = barrier;
    const near = this.barriers?.find(({ index }) => index === barrier);
    overlay.remove(ALONG);
    if (near !== undefined) {
      void this.lines.of(near).then((lines) => {
        if (this.barrier !== barrier || this.way !== 'barrier') return;
        overlay.put(ALONG, (pen) => {
          for (const line of lines) pen.line(line, BARRIER);
        });
      });
    }
    this.tryOut();
  }

  private fill(): void {
    const { context } = this;
    const { say } = context;
    if (this.zone === undefined) {
      fillBar(context, told(say('split.none')));
      return;
    }
    const ways = [
      { value: 'line', words: say('split.line') },
      { value: 'balanced', words: say('split.balanced') },
      { value: 'barrier', words: say('split.barrier') },
    ] as const;
    const parts: HTMLElement[] = [
      this.target.words(),
      choice<Way>('way', say('split.way'), ways, this.way, (way) => this.setWay(way)),
    ];
    if (this.way === 'barrier' && this.barriers !== undefined) parts.push(this.barrierList(this.barriers));
    if (this.way === 'line' && this.sketch.isEmpty) parts.push(element('span', 'note', say('split.draw')));
    if (this.way !== 'balanced') {
      parts.push(
        cutTick(context, () => {
          if (this.way === 'barrier') void this.findBarriers();
          else this.tryOut();
        }),
      );
    }
    const { isReady } = this.trial;
    const commit = (): void => void this.commit();
    const cancel = (): void => this.setWay('line');
    parts.push(decision(context, { words: say('split.commit'), isReady, commit, cancel }));
    fillBar(context, ...parts);
  }

  private barrierList(barriers: readonly BarrierNear[]): HTMLElement {
    const { say, store } = this.context;
    if (barriers.length === 0) return told(say('split.barriers_none'));
    const options = barriers.map(({ index, name, className, insideM }) => {
      const long = length(store.state.lang, insideM);
      return { value: String(index), words: say('split.barrier_line', { name, kind: className, long }) };
    });
    return pick('barrier', say('split.barrier'), options, String(this.barrier), (value) => this.choose(Number(value)));
  }
}
