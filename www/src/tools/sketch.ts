// A line or an outline that is drawn corner by corner, for every tool that draws one. Corners go to
// lines that are there already, unless Alt is held; corners that are set can be moved.
import type { LonLat, Snap } from '../engine/types';
import type { Pen } from '../map/overlay';
import { Latest, Queue } from '../state/queue';
import { isPlain } from './bar';
import { distance_m } from './ground';
import { DRAWN_FILL, drawnLine, HANDLE, HANDLE_HELD, SNAPPED } from './ink';
import type { Pointer, ToolContext } from './tool';

/** How near a pointer has to come to a line that is there already, or to a corner. */
const SNAP_PX = 8;
const GRAB_PX = 9;
const GRAB_TOUCH_PX = 22;

export interface SketchOptions {
  readonly name: string;
  /** An outline, whose last corner joins the first. */
  readonly isClosed: boolean;
  /** Fewest corners. */
  readonly least: number;
  /** Hears of every change of the line. */
  readonly onChange: () => void;
}

export class Sketch {
  private corners: LonLat[] = [];
  private tip: LonLat | undefined;
  private snapped: Snap | undefined;
  private held: number | undefined;
  private isEnded = false;
  private isInOneGo = false;
  private readonly clicks = new Queue();
  private readonly snaps = new Latest();

  constructor(
    private readonly context: ToolContext,
    private readonly options: SketchOptions,
  ) {}

  /** The line up to the pointer. */
  get line(): readonly LonLat[] {
    return this.isEnded || this.tip === undefined || this.corners.length === 0
      ? this.corners
      : [...this.corners, this.tip];
  }

  /** Whether the line is ended: what is shown is what is meant. */
  get isFinished(): boolean {
    return this.isEnded;
  }

  get isEmpty(): boolean {
    return this.corners.length === 0;
  }

  /** Takes a line that is there already; one drawn in one go has no corners to take hold of. */
  take(line: readonly LonLat[], isInOneGo = false): void {
    this.corners = [...line];
    this.isEnded = true;
    this.isInOneGo = isInOneGo;
    this.change();
  }

  clear(): void {
    this.snaps.forget();
    this.corners = [];
    this.tip = undefined;
    this.snapped = undefined;
    this.held = undefined;
    this.isEnded = false;
    this.isInOneGo = false;
    this.change();
  }

  remove(): void {
    this.snaps.forget();
    this.context.map.overlay.remove(this.options.name);
  }

  /** Ends the line; one with too few corners goes on. */
  finish(): Promise<void> {
    return this.clicks.run(async () => {
      if (this.isEnded || this.corners.length < this.options.least) return;
      this.isEnded = true;
      this.held = undefined;
      this.tip = undefined;
      this.snapped = undefined;
      this.change();
    });
  }

  onMove(pointer: Pointer): void {
    if (this.isEnded || pointer.isTouch) return;
    this.tip = this.near(pointer) ?? pointer.place;
    this.change();
    void this.snaps.ask(() => this.snap(pointer)).then((snap) => {
      if (this.isEnded || this.tip === undefined) return;
      this.snapped = snap;
      if (snap !== undefined) this.tip = snap.place;
      this.change();
    });
  }

  /** True if the click was the line's: a corner more, or its end. */
  onClick(pointer: Pointer): boolean {
    if (this.isEnded) return false;
    if (this.held !== undefined) {
      const isEnd = this.held === (this.options.isClosed ? 0 : this.corners.length - 1);
      this.held = undefined;
      if (isEnd) void this.finish();
      return true;
    }
    void this.clicks.run(async () => {
      const snap = await this.snap(pointer);
      if (this.isEnded) return;
      this.corners.push(snap?.place ?? pointer.place);
      this.change();
    });
    return true;
  }

  /** Takes hold of a corner. */
  onDragStart(pointer: Pointer): boolean {
    this.held = this.cornerAt(pointer);
    return this.held !== undefined;
  }

  onDrag(pointer: Pointer): void {
    const { held } = this;
    if (held === undefined) return;
    this.corners[held] = pointer.place;
    this.change();
    void this.snaps.ask(() => this.snap(pointer)).then((snap) => {
      if (snap === undefined || this.held !== held) return;
      this.corners[held] = snap.place;
      this.change();
    });
  }

  /** A click that took hold of a corner is still heard after this. */
  onDragEnd(hasMoved: boolean): void {
    if (hasMoved) this.held = undefined;
    this.change();
  }

  onKey(event: KeyboardEvent): boolean {
    if (this.corners.length === 0) return false;
    if (isPlain(event, 'Backspace') || isPlain(event, 'Delete')) {
      if (this.isInOneGo) this.corners = [];
      this.isEnded = false;
      this.isInOneGo = false;
      this.corners.pop();
      this.change();
      return true;
    }
    if (isPlain(event, 'Escape')) {
      this.clear();
      return true;
    }
    return false;
  }

  private cornerAt({ at_px: [x, y], isTouch }: Pointer): number | undefined {
    if (this.isInOneGo) return undefined;
    const reach_px = isTouch ? GRAB_TOUCH_PX : GRAB_PX;
    let best: { at: number; far_px: number } | undefined;
    for (const [at, corner] of this.corners.entries()) {
      const { x: cx, y: cy } = this.context.map.library.project(corner);
      const far_px = Math.hypot(cx - x, cy - y);
      if (far_px <= (best?.far_px ?? reach_px)) best = { at, far_px };
    }
    return best?.at;
  }

  /** What was snapped to last, while the pointer is near it: else the line would tremble. */
  private near({ place, alt }: Pointer): LonLat | undefined {
    const { snapped } = this;
    if (snapped === undefined || alt) return undefined;
    const near_m = SNAP_PX * this.context.map.metresPerPixel();
    return distance_m(snapped.place, place) <= near_m ? snapped.place : undefined;
  }

  private async snap({ place: [lon_deg, lat_deg], alt }: Pointer): Promise<Snap | undefined> {
    const { editor, map, store } = this.context;
    if (alt || store.state.plan === undefined) return undefined;
    const radius_m = SNAP_PX * map.metresPerPixel();
    return editor.ask('snap', { lon_deg, lat_deg, radius_m }).catch((thrown: unknown) => {
      editor.refuse(thrown);
      return undefined;
    });
  }

  private change(): void {
    const { name, isClosed, onChange } = this.options;
    const { line, snapped, corners, held } = this;
    const shown = this.isInOneGo ? [] : [...corners];
    this.context.map.overlay.put(name, (pen: Pen) => {
      if (isClosed && line.length > 2) pen.outline(line, DRAWN_FILL);
      const first = line[0];
      drawnLine(pen, isClosed && this.isEnded && first !== undefined ? [...line, first] : line);
      for (const [at, corner] of shown.entries()) pen.dot(corner, 4.5, at === held ? HANDLE_HELD : HANDLE);
      if (snapped !== undefined) pen.dot(snapped.place, 7, SNAPPED);
    });
    onChange();
  }
}
