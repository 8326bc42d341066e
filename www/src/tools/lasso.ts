// Takes the units inside an outline: they go to a zone, or become a new one. The outline is drawn in
// one go, or corner by corner.
import type { LonLat, UnitKey } from '../engine/types';
import { Latest } from '../state/queue';
import { choice, decision, fillBar, isPlain, told } from './bar';
import { TAKEN } from './ink';
import { Sketch } from './sketch';
import { Target } from './target';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

type To = 'zone' | 'new';

declare module '../state/mode' {
  interface Modes {
    lasso: { readonly to: To };
  }
}

const UNITS = 'lasso:units';
/** Corners of an outline drawn in one go are at least as far apart as this. */
const STEP_PX = 4;

export const lasso: Tool = {
  id: 'lasso',
  group: 'units',
  title: 'tool.lasso',
  hint: 'tool.lasso.hint',
  key: 'l',
  icon: ['M12 4c5 0 8.5 2.2 8.5 5.5S17 15 12 15s-8.5-2.2-8.5-5.5S7 4 12 4z', 'M7 14c-2 1-2 3-.5 4s2 2 .5 3'],
  cursor: 'crosshair',
  needsPlan: true,
  start: (context) => new Lassoing(context),
};

class Lassoing implements InHand {
  private readonly trial: Trial;
  private readonly target: Target;
  private readonly sketch: Sketch;
  private readonly asked = new Latest();
  private to: To = 'zone';
  private way: LonLat[] = [];
  private last_px: readonly [number, number] = [0, 0];
  private units: readonly UnitKey[] = [];

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'lasso', () => this.fill());
    this.target = new Target(context, 'lasso');
    const onChange = (): void => this.drawn();
    this.sketch = new Sketch(context, { name: 'lasso:sketch', isClosed: true, least: 3, onChange });
    this.setTo(this.target.zone === undefined ? 'new' : 'zone');
  }

  stop(): void {
    this.asked.forget();
    this.sketch.remove();
    this.target.stop();
    this.trial.stop();
    this.context.map.overlay.remove(UNITS);
    this.context.bar.replaceChildren();
  }

  onMove(pointer: Pointer): void {
    if (!this.sketch.isEmpty) this.sketch.onMove(pointer);
  }

  onClick(pointer: Pointer): void {
    if (pointer.alt) {
      void this.target.takeAt(pointer.place).then((zone) => {
        if (zone !== undefined) this.setTo('zone');
      });
    } else if (this.sketch.isFinished) this.begin();
    else this.sketch.onClick(pointer);
  }

  onDoubleClick(): void {
    void this.sketch.finish();
  }

  onRightClick(): void {
    void this.sketch.finish();
  }

  onDragStart(pointer: Pointer): boolean {
    if (pointer.alt) return true;
    if (this.sketch.onDragStart(pointer)) return true;
    this.way = [pointer.place];
    this.last_px = pointer.at_px;
    return true;
  }

  onDrag(pointer: Pointer): void {
    if (this.way.length === 0) {
      this.sketch.onDrag(pointer);
      return;
    }
    const [x, y] = this.last_px;
    if (Math.hypot(pointer.at_px[0] - x, pointer.at_px[1] - y) < STEP_PX) return;
    this.last_px = pointer.at_px;
    this.way.push(pointer.place);
    this.sketch.take(this.way, true);
  }

  onDragEnd(_pointer: Pointer, hasMoved: boolean): void {
    const { way } = this;
    this.way = [];
    if (way.length === 0) this.sketch.onDragEnd(hasMoved);
    else if (way.length >= 3) this.sketch.take(way, true);
    else if (hasMoved) this.begin();
  }

  onKey(event: KeyboardEvent): boolean {
    if (isPlain(event, 'Enter')) {
      void this.commit();
      return true;
    }
    return this.sketch.onKey(event);
  }

  onChange(): void {
    if (this.to === 'zone') this.tryOut();
    this.target.mark();
    this.fill();
  }

  private begin(): void {
    this.sketch.clear();
  }

  private setTo(to: To): void {
    this.to = to;
    this.context.setMode({ tool: 'lasso', to });
    this.tryOut();
    this.onChange();
  }

  /** The outline is another one: the units in it are asked for. */
  private drawn(): void {
    const { line } = this.sketch;
    const { editor, map } = this.context;
    if (line.length < 3) {
      this.units = [];
      this.asked.forget();
      map.overlay.remove(UNITS);
      this.trial.clear();
      return;
    }
    const polygon = [...line];
    void this.asked
      .ask(() => editor.ask('unitsIn', { polygon }))
      .then(async (units) => {
        if (units === undefined || this.sketch.isEmpty) return;
        this.units = units;
        const ground = await this.trial.units.of(units);
        if (this.sketch.isEmpty) return;
        map.overlay.put(UNITS, (pen) => pen.polygons(ground, TAKEN));
        this.tryOut();
        this.fill();
      })
      .catch((thrown: unknown) => editor.refuse(thrown));
  }

  private tryOut(): void {
    const { zone } = this.target;
    const units = [...this.units];
    const isUnfinished = !this.sketch.isFinished;
    if (units.length === 0 || (this.to === 'zone' && zone === undefined)) this.trial.clear();
    else if (this.to === 'new') void this.trial.show({ kind: 'reassign', units }, isUnfinished);
    else if (zone !== undefined) void this.trial.show({ kind: 'reassign', units, to: zone }, isUnfinished);
  }

  private async commit(): Promise<void> {
    await this.sketch.finish();
    if (await this.trial.commit()) this.begin();
  }

  private fill(): void {
    const { context } = this;
    const { say } = context;
    const options = [
      { value: 'zone', words: say('lasso.to_zone') },
      { value: 'new', words: say('lasso.to_new') },
    ] as const;
    const parts: HTMLElement[] = [choice<To>('to', say('lasso.to'), options, this.to, (to) => this.setTo(to))];
    if (this.to === 'zone') parts.push(this.target.words('target.pick'));
    const number = this.units.length;
    parts.push(told(number === 0 ? say('lasso.draw') : say('lasso.units', { count: String(number) })));
    const { isReady } = this.trial;
    const commit = (): void => void this.commit();
    const cancel = (): void => this.begin();
    if (!this.sketch.isEmpty) parts.push(decision(context, { words: say('lasso.commit'), isReady, commit, cancel }));
    fillBar(context, ...parts);
  }
}
