// Paints units into a zone.
import type { LonLat, UnitKey, ZoneKey } from '../engine/types';
import { length } from '../i18n';
import { element } from '../panels/dom';
import type { Polygon } from '../map/shapes';
import { decision, fillBar, isPlain, tick, told } from './bar';
import { RING, RING_EDGE, TAKEN } from './ink';
import { Target } from './target';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

declare module '../state/mode' {
  interface Modes {
    brush: { readonly radius_m: number };
  }
}

const RADIUS_LEAST_M = 2;
const RADIUS_MOST_M = 300;
/** At first as wide as this on the screen. */
const RADIUS_FIRST_PX = 14;
const STEP = 1.25;

export const brush: Tool = {
  id: 'brush',
  group: 'units',
  title: 'tool.brush',
  hint: 'tool.brush.hint',
  key: 'b',
  moreKeys: [
    ['[ ]', 'keys.radius'],
    ['Alt', 'keys.alt_zone'],
    ['Space', 'keys.space'],
  ],
  icon: ['M9.5 14.5L19 4l1.5 1.5L11 16', 'M10 14.8c-2.7-.4-4.5.9-4.9 3.1-.2 1-.8 1.7-1.8 2.1 3.5.9 7.2.1 7.9-3.8'],
  cursor: 'crosshair',
  needsPlan: true,
  start: (context) => new Painting(context),
};

/** One stroke, or several that are made as one edit. */
interface Stroke {
  readonly drawing: string;
  readonly units: Set<UnitKey>;
  /** The way that is not looked at yet. */
  way: LonLat[];
  /** Where the way that was looked at ends. */
  last: LonLat | undefined;
  ground: Polygon[];
  to: ZoneKey | undefined;
  isLooking: boolean;
  isDropped: boolean;
  /** Ends when all of the way is looked at. */
  under: Promise<void>;
}

class Painting implements InHand {
  private readonly target: Target;
  private readonly trial: Trial;
  private radius_m: number;
  private isAtOnce = true;
  private stroke: Stroke | undefined;
  private isDown = false;
  private strokes = 0;
  private at: LonLat | undefined;

  constructor(private readonly context: ToolContext) {
    this.target = new Target(context, 'brush');
    this.trial = new Trial(context, 'brush', () => {
      if (!this.isAtOnce) this.fill();
    });
    this.radius_m = this.rounded(RADIUS_FIRST_PX * context.map.metresPerPixel());
    context.setMode({ tool: 'brush', radius_m: this.radius_m });
    this.fill();
  }

  stop(): void {
    const { overlay } = this.context.map;
    this.drop();
    this.trial.stop();
    this.target.stop();
    overlay.remove('brush:ring');
  }

  onMove({ place, isTouch }: Pointer): void {
    this.ring(isTouch ? undefined : place);
  }

  onLeave(): void {
    this.ring(undefined);
  }

  onClick(pointer: Pointer): void {
    if (pointer.alt) void this.target.takeAt(pointer.place);
  }

  onDragStart({ place, alt }: Pointer): boolean {
    if (alt) return true;
    this.isDown = true;
    if (this.stroke === undefined || this.isAtOnce) this.stroke = this.begin();
    this.goOn(this.stroke, place);
    return true;
  }

  onDrag({ place }: Pointer): void {
    this.ring(place);
    if (this.isDown && this.stroke !== undefined) this.goOn(this.stroke, place);
  }

  onDragEnd(): void {
    if (!this.isDown) return;
    this.isDown = false;
    if (this.isAtOnce && this.stroke !== undefined) void this.commit(this.stroke);
  }

  onKey(event: KeyboardEvent): boolean {
    if (isPlain(event, '[') || isPlain(event, ']')) {
      this.resize(event.key === ']' ? this.radius_m * STEP + 1 : this.radius_m / STEP);
      this.fill();
      return true;
    }
    if (isPlain(event, 'Enter') && this.stroke !== undefined) {
      void this.commit(this.stroke);
      return true;
    }
    if (isPlain(event, 'Escape') && this.stroke !== undefined) {
      this.drop();
      return true;
    }
    return false;
  }

  onChange(): void {
    this.fill();
  }

  private begin(): Stroke {
    this.strokes += 1;
    return {
      drawing: `brush:stroke-${this.strokes}`,
      units: new Set(),
      way: [],
      last: undefined,
      ground: [],
      to: this.target.zone,
      isLooking: false,
      isDropped: false,
      under: Promise.resolve(),
    };
  }

  /** The way goes on; it is looked at piece by piece, as fast as the engine answers. */
  private goOn(stroke: Stroke, place: LonLat): void {
    stroke.way.push(place);
    if (stroke.isLooking) return;
    stroke.isLooking = true;
    stroke.under = this.look(stroke).finally(() => {
      stroke.isLooking = false;
    });
  }

  private async look(stroke: Stroke): Promise<void> {
    const { editor } = this.context;
    try {
      while (stroke.way.length > 0) {
        const path = stroke.last === undefined ? stroke.way : [stroke.last, ...stroke.way];
        stroke.way = [];
        stroke.last = path.at(-1);
        const [first] = path;
        if (stroke.to === undefined && first !== undefined) stroke.to = await this.target.takeAt(first);
        const under = await editor.ask('unitsUnder', { path, radius_m: this.radius_m });
        const fresh = under.filter((unit) => !stroke.units.has(unit));
        if (fresh.length > 0 && !stroke.isDropped) await this.add(stroke, fresh);
      }
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  private async add(stroke: Stroke, fresh: UnitKey[]): Promise<void> {
    for (const unit of fresh) stroke.units.add(unit);
    stroke.ground = [...stroke.ground, ...(await this.trial.units.of(fresh))];
    if (this.stroke !== stroke) return;
    const { ground, drawing, to } = stroke;
    this.context.map.overlay.put(drawing, (pen) => pen.polygons(ground, TAKEN));
    if (to !== undefined) void this.trial.show({ kind: 'reassign', units: [...stroke.units], to }, true);
  }

  private async commit(stroke: Stroke): Promise<void> {
    const { editor, map, store } = this.context;
    await stroke.under;
    const { to, units, isDropped } = stroke;
    const isMade = to !== undefined && units.size > 0 && !isDropped;
    if (isMade) await editor.apply({ kind: 'reassign', units: [...units], to });
    map.overlay.remove(stroke.drawing);
    if (this.stroke !== stroke) return;
    this.stroke = undefined;
    // Why it was refused stays to be read.
    const { message } = store.state;
    this.trial.clear();
    store.change({ message });
  }

  private drop(): void {
    const { stroke } = this;
    this.isDown = false;
    this.stroke = undefined;
    if (stroke !== undefined) {
      stroke.isDropped = true;
      this.context.map.overlay.remove(stroke.drawing);
    }
    this.trial.clear();
  }

  private resize(radius_m: number): void {
    this.radius_m = this.rounded(radius_m);
    this.context.setMode({ tool: 'brush', radius_m: this.radius_m });
    this.ring(this.at);
  }

  private rounded(radius_m: number): number {
    return Math.round(Math.min(RADIUS_MOST_M, Math.max(RADIUS_LEAST_M, radius_m)));
  }

  private ring(at: LonLat | undefined): void {
    const { overlay } = this.context.map;
    this.at = at;
    if (at === undefined) {
      overlay.remove('brush:ring');
      return;
    }
    const { radius_m } = this;
    overlay.put('brush:ring', (pen) => {
      pen.circle(at, radius_m, RING_EDGE);
      pen.circle(at, radius_m, RING);
    });
  }

  private fill(): void {
    const { context } = this;
    const { say, store } = context;
    this.target.mark();
    const radius = element('input');
    radius.type = 'range';
    radius.dataset['act'] = 'radius';
    radius.min = String(RADIUS_LEAST_M);
    radius.max = String(RADIUS_MOST_M);
    radius.value = String(this.radius_m);
    const wide = told(length(store.state.lang, this.radius_m));
    radius.addEventListener('input', () => {
      this.resize(Number(radius.value));
      wide.textContent = length(store.state.lang, this.radius_m);
    });
    const parts: HTMLElement[] = [
      element('span', '', say('brush.to')),
      this.target.words(),
      element('label', 'tick', element('span', '', say('brush.radius')), radius, wide),
      tick('at-once', say('brush.at_once'), this.isAtOnce, (isOn) => {
        this.isAtOnce = isOn;
        this.drop();
      }),
    ];
    if (!this.isAtOnce) {
      const commit = (): void => {
        if (this.stroke !== undefined) void this.commit(this.stroke);
      };
      const cancel = (): void => this.drop();
      parts.push(decision(context, { words: say('brush.commit'), isReady: this.trial.isReady, commit, cancel }));
    }
    fillBar(context, ...parts);
  }
}
