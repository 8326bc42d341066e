// The shared border of two zones with its corners as handles.
import type { Lines, LonLat } from '../engine/types';
import type { Pen } from '../map/overlay';
import { Latest } from '../state/queue';
import { isPlain } from './bar';
import { linesOf, middle, withCorner, withNewCorner, withoutCorner } from './corners';
import { length_m } from './ground';
import { drawnLine, HANDLE, HANDLE_HELD, HANDLE_NEW, SNAPPED } from './ink';
import type { Pointer, ToolContext } from './tool';

const DRAWING = 'border:handles';
const GRAB_PX = 9;
const GRAB_TOUCH_PX = 22;
const SNAP_PX = 10;
/** Between corners nearer than this on the screen none can be put in. */
const NEW_PX = 26;

/** A corner, or the place between two where one can be put in. */
interface Handle {
  readonly kind: 'corner' | 'new';
  readonly line: number;
  readonly at: number;
}

export class BorderHandles {
  private lines: LonLat[][] = [];
  /** The line that was changed; only one border is redrawn at a time. */
  private touched: number | undefined;
  private active: Handle | undefined;
  private isHeld = false;
  private isHidden = false;
  private snapped: LonLat | undefined;
  private readonly snaps = new Latest();

  constructor(
    private readonly context: ToolContext,
    private readonly onChange: () => void,
  ) {}

  /** The border as it is now, if it is other than it was. */
  get changed(): readonly LonLat[] | undefined {
    return this.touched === undefined ? undefined : this.lines[this.touched];
  }

  /** Shows a border; where it comes in pieces, the longest first. */
  take(lines: Lines): void {
    this.lines = linesOf(lines).sort((a, b) => length_m(b) - length_m(a));
    this.draw();
  }

  clear(): void {
    this.snaps.forget();
    this.lines = [];
    this.touched = undefined;
    this.active = undefined;
    this.isHeld = false;
    this.draw();
  }

  setHidden(isHidden: boolean): void {
    this.isHidden = isHidden;
    this.draw();
  }

  remove(): void {
    this.snaps.forget();
    this.context.map.overlay.remove(DRAWING);
  }

  onMove(pointer: Pointer): void {
    const isOver = this.handleAt(pointer) !== undefined;
    this.context.map.surface.style.cursor = isOver ? 'move' : 'crosshair';
  }

  /** A click on a handle makes it the active one; with Alt it is taken out. */
  onClick(pointer: Pointer): boolean {
    const handle = this.handleAt(pointer);
    if (handle === undefined) return false;
    if (pointer.alt) this.takeOut(handle);
    else this.active = handle.kind === 'corner' ? handle : undefined;
    this.draw();
    return true;
  }

  onRightClick(pointer: Pointer): void {
    const handle = this.handleAt(pointer);
    if (handle !== undefined) this.takeOut(handle);
  }

  onDragStart(pointer: Pointer): boolean {
    const handle = this.handleAt(pointer);
    if (handle === undefined || (this.touched !== undefined && handle.line !== this.touched)) return false;
    this.active = handle;
    return true;
  }

  onDrag(pointer: Pointer): void {
    const { active } = this;
    if (active === undefined) return;
    if (!this.isHeld) {
      this.isHeld = true;
      if (active.kind === 'new') {
        this.change(active.line, withNewCorner(this.lines[active.line] ?? [], active.at, pointer.place));
        this.active = { ...active, kind: 'corner', at: active.at + 1 };
        return;
      }
    }
    this.put(pointer.place);
    if (!pointer.alt) void this.snap(pointer);
  }

  onDragEnd(): void {
    this.isHeld = false;
    this.snapped = undefined;
    this.draw();
  }

  onKey(event: KeyboardEvent): boolean {
    if (this.active === undefined || !(isPlain(event, 'Delete') || isPlain(event, 'Backspace'))) return false;
    this.takeOut(this.active);
    return true;
  }

  private async snap({ place: [lon_deg, lat_deg] }: Pointer): Promise<void> {
    const { editor, map } = this.context;
    const radius_m = SNAP_PX * map.metresPerPixel();
    try {
      const snap = await this.snaps.ask(() => editor.ask('snap', { lon_deg, lat_deg, radius_m }));
      this.snapped = snap?.place;
      if (snap !== undefined && this.isHeld) this.put(snap.place);
    } catch (thrown) {
      editor.refuse(thrown);
    }
  }

  private put(place: LonLat): void {
    const { active } = this;
    if (active !== undefined) this.change(active.line, withCorner(this.lines[active.line] ?? [], active.at, place));
  }

  private takeOut({ kind, line, at }: Handle): void {
    if (kind !== 'corner' || (this.touched !== undefined && line !== this.touched)) return;
    this.active = undefined;
    this.change(line, withoutCorner(this.lines[line] ?? [], at));
  }

  private change(line: number, corners: LonLat[]): void {
    this.lines[line] = corners;
    this.touched = line;
    this.draw();
    this.onChange();
  }

  private handleAt({ at_px: [x, y], isTouch }: Pointer): Handle | undefined {
    if (this.isHidden) return undefined;
    const { library } = this.context.map;
    let reach_px = isTouch ? GRAB_TOUCH_PX : GRAB_PX;
    let best: Handle | undefined;
    const consider = (place: LonLat, handle: Handle): void => {
      const { x: hx, y: hy } = library.project(place);
      const far_px = Math.hypot(hx - x, hy - y);
      // A corner comes before a place for a new one.
      const counts_px = handle.kind === 'corner' ? far_px - 2 : far_px;
      if (counts_px > reach_px) return;
      reach_px = counts_px;
      best = handle;
    };
    for (const [line, corners] of this.lines.entries()) {
      for (const [at, corner] of corners.entries()) consider(corner, { kind: 'corner', line, at });
      for (const [at, place] of this.places(corners)) consider(place, { kind: 'new', line, at });
    }
    return best;
  }

  /** Places where corners can be put in, each with the corner before it. */
  private places(corners: readonly LonLat[]): [number, LonLat][] {
    const near_m = NEW_PX * this.context.map.metresPerPixel();
    return corners.flatMap((corner, at): [number, LonLat][] => {
      const next = corners[at + 1];
      return next === undefined || length_m([corner, next]) < near_m ? [] : [[at, middle(corner, next)]];
    });
  }

  private draw(): void {
    const { overlay } = this.context.map;
    if (this.isHidden || this.lines.length === 0) {
      overlay.remove(DRAWING);
      return;
    }
    const { active, snapped } = this;
    overlay.put(DRAWING, (pen: Pen) => {
      for (const [line, corners] of this.lines.entries()) {
        drawnLine(pen, corners);
        for (const [, place] of this.places(corners)) pen.dot(place, 3.5, HANDLE_NEW);
        for (const [at, corner] of corners.entries()) {
          const isActive = active?.kind === 'corner' && active.line === line && active.at === at;
          pen.dot(corner, isActive ? 6 : 5, isActive ? HANDLE_HELD : HANDLE);
        }
      }
      if (snapped !== undefined) pen.dot(snapped, 8, SNAPPED);
    });
  }
}
