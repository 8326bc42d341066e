// A canvas right above the map. What is put on it is seen at once, before the map's own tiles
// follow: the ring of a brush, a line being drawn, what an edit just changed.
import type { LonLat } from '../engine/types';
import type { Polygon } from './shapes';

/** Colours and widths; widths in CSS pixels. */
export interface Ink {
  readonly line?: string;
  readonly width_px?: number;
  readonly dash_px?: readonly number[];
  readonly fill?: string;
}

/** Where a place of the ground lies on the screen. */
export interface Projection {
  /** CSS pixels from the upper left corner of the map. */
  point(lon_deg: number, lat_deg: number): [x_px: number, y_px: number];
  /** CSS pixels of a metre at a latitude. */
  pixelsPerMetre(lat_deg: number): number;
}

/** Draws on the canvas in degrees. */
export class Pen {
  /** Whether anything was drawn; to be set by whoever draws on the canvas itself. */
  hasDrawn = false;

  constructor(
    readonly canvas: CanvasRenderingContext2D,
    readonly projection: Projection,
  ) {}

  line(points: readonly LonLat[], ink: Ink): void {
    this.canvas.beginPath();
    this.trace(points.flat());
    this.finish({ ...ink, fill: 'transparent' });
  }

  /** An outline that is being drawn: closed by itself. */
  outline(points: readonly LonLat[], ink: Ink): void {
    this.canvas.beginPath();
    this.trace(points.flat());
    this.canvas.closePath();
    this.finish(ink);
  }

  polygons(polygons: Iterable<Polygon>, ink: Ink): void {
    this.canvas.beginPath();
    for (const rings of polygons) {
      for (const ring of rings) {
        this.trace(ring);
        this.canvas.closePath();
      }
    }
    this.finish(ink);
  }

  /** Lines whose points come one after the other; `ends` counts points. */
  lines(coords: Float64Array, ends: Uint32Array, ink: Ink): void {
    this.canvas.beginPath();
    let begin = 0;
    for (const end of ends) {
      this.trace(coords.subarray(2 * begin, 2 * end));
      begin = end;
    }
    this.finish({ ...ink, fill: 'transparent' });
  }

  circle([lon_deg, lat_deg]: LonLat, radius_m: number, ink: Ink): void {
    this.dot([lon_deg, lat_deg], radius_m * this.projection.pixelsPerMetre(lat_deg), ink);
  }

  dot([lon_deg, lat_deg]: LonLat, radius_px: number, ink: Ink): void {
    const [x, y] = this.projection.point(lon_deg, lat_deg);
    this.canvas.beginPath();
    this.canvas.arc(x, y, radius_px, 0, 2 * Math.PI);
    this.finish(ink);
  }

  /** Words with a light edge, centred above a place. */
  text([lon_deg, lat_deg]: LonLat, words: string, colour: string): void {
    const [x, y] = this.projection.point(lon_deg, lat_deg);
    const { canvas } = this;
    this.hasDrawn = true;
    canvas.font = '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
    canvas.textAlign = 'center';
    canvas.textBaseline = 'bottom';
    canvas.lineJoin = 'round';
    canvas.lineWidth = 4;
    canvas.setLineDash([]);
    canvas.strokeStyle = '#ffffff';
    canvas.strokeText(words, x, y - 8);
    canvas.fillStyle = colour;
    canvas.fillText(words, x, y - 8);
  }

  private trace(coords: ArrayLike<number>): void {
    for (let at = 0; at + 1 < coords.length; at += 2) {
      const [x, y] = this.projection.point(coords[at] ?? 0, coords[at + 1] ?? 0);
      if (at === 0) this.canvas.moveTo(x, y);
      else this.canvas.lineTo(x, y);
    }
  }

  private finish({ line, width_px = 2, dash_px = [], fill = 'transparent' }: Ink): void {
    const { canvas } = this;
    this.hasDrawn = true;
    if (fill !== 'transparent') {
      canvas.fillStyle = fill;
      canvas.fill('evenodd');
    }
    if (line === undefined) return;
    canvas.strokeStyle = line;
    canvas.lineWidth = width_px;
    canvas.lineJoin = 'round';
    canvas.lineCap = 'round';
    canvas.setLineDash([...dash_px]);
    canvas.stroke();
  }
}

export type Drawing = (pen: Pen) => void;

/** Keeps drawings by name and redraws them whenever the map moves. */
export class Overlay {
  private readonly drawings = new Map<string, Drawing>();
  private readonly canvas = document.createElement('canvas');

  constructor(
    private readonly container: HTMLElement,
    above: HTMLElement,
    private readonly project: () => Projection,
    /** Whether the processor draws the map: then it draws this canvas itself, and never waits for the map to be done. */
    private readonly isSoftware: boolean,
  ) {
    this.canvas.className = 'overlay';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.hidden = true;
    above.after(this.canvas);
  }

  /** Puts a drawing on the canvas, in place of the one of that name, and shows it now. */
  put(name: string, drawing: Drawing): void {
    this.drawings.set(name, drawing);
    this.redraw();
  }

  remove(name: string): void {
    if (this.drawings.delete(name)) this.redraw();
  }

  /** Whether a drawing of that name is on the canvas. */
  has(name: string): boolean {
    return this.drawings.has(name);
  }

  redraw(): void {
    const { clientWidth, clientHeight } = this.container;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext('2d', { willReadFrequently: this.isSoftware });
    if (context === null) return;
    if (!this.canvas.hidden) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const pen = new Pen(context, this.project());
    for (const drawing of this.drawings.values()) drawing(pen);
    // Nothing is laid over the map where there is nothing to see: one picture less in every frame.
    this.canvas.hidden = !pen.hasDrawn;
  }
}
