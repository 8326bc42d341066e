// The shared border of two zones with its corners as handles.
import type { Lines, LonLat } from '../engine/types';
import type { Pen } from '../map/overlay';
import { Latest } from '../state/queue';
import { isPlain } from './bar';
import { cornersOf, halfWays, linesOf, moved, placesOf, positionOfMoved, putIn, takenOut, type Corner } from './corners';
import { length_m } from './ground';
import { drawnLine, HANDLE, HANDLE_HELD, HANDLE_NEW, SNAPPED } from './ink';
import type { Pointer, ToolContext } from './tool';

const DRAWING = 'border:handles';
const GRAB_PX = 9;
const GRAB_TOUCH_PX = 22;
const SNAP_PX = 10;
/** Between handles nearer than this on the screen none can be put in. */
const NEW_PX = 26;
/** Corners that bend the border less than this on the screen are no handles. */
const BEND_PX = 7;

/** A corner, or the place between two where one can be put in: `at` is the corner before it then. */
interface Handle {
  readonly kind: 'corner' | 'new';
  readonly line: number;
  readonly at: number;
}

export class BorderHandles {
  private lines: Corner[][] = [];
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
    const line = this.touched === undefined ? undefined : this.lines[this.touched];
    return line && placesOf(line);
  }

  /** Shows a border; where it comes in pieces, the longest first. */
  take(lines: Lines): void {
    const off_m = BEND_PX * this.context.map.metresPerPixel();
    const sorted = linesOf(lines).sort((a, b) => length_m(b) - length_m(a));
    this.lines = sorted.map((line) => cornersOf(line, off_m));
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
        this.active = { ...active, kind: 'corner', at: active.at + 1 };
        this.change(active.line, putIn(this.lines[active.line] ?? [], active.at, pointer.place));
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
    if (active === undefined) return;
    const corners = this.lines[active.line] ?? [];
    this.active = { ...active, at: positionOfMoved(corners, active.at) };
    this.change(active.line, moved(corners, active.at, place));
  }

  private takeOut({ kind, line, at }: Handle): void {
    if (kind !== 'corner' || (this.touched !== undefined && line !== this.touched)) return;
    this.active = undefined;
    this.change(line, takenOut(this.lines[line] ?? [], at));
  }

  private change(line: number, corners: Corner[]): void {
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
      for (const [at, { place, isHandle }] of corners.entries()) {
        if (isHandle) consider(place, { kind: 'corner', line, at });
      }
      for (const { behind, place } of this.places(corners)) consider(place, { kind: 'new', line, at: behind });
    }
    return best;
  }

  /** Places where handles can be put in, each with the handle before it. */
  private places(corners: readonly Corner[]): { behind: number; place: LonLat }[] {
    return halfWays(corners, NEW_PX * this.context.map.metresPerPixel());
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
        drawnLine(pen, placesOf(corners));
        for (const { place } of this.places(corners)) pen.dot(place, 3.5, HANDLE_NEW);
        for (const [at, { place, isHandle }] of corners.entries()) {
          if (!isHandle) continue;
          const isActive = active?.kind === 'corner' && active.line === line && active.at === at;
          pen.dot(place, isActive ? 6.5 : 5.5, isActive ? HANDLE_HELD : HANDLE);
        }
      }
      if (snapped !== undefined) pen.dot(snapped, 8, SNAPPED);
    });
  }
}
