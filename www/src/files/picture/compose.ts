// The zones as a map on a sheet: title, zones with labels, communities, legend, scale, north.
import type { Bounds, ZoneKey, ZoneRow } from '../../engine/types';
import type { Polygon } from '../../map/shapes';
import { frameOf, project, type Frame } from './frame';
import { placeLabels } from './labels';
import { box, widthOf, type Mark, type Sheet } from './sheet';

export interface LegendLine {
  readonly colour: string;
  readonly words: string;
}

/** What is drawn. */
export interface Scene {
  readonly width_px: number;
  readonly height_px: number;
  readonly title: string;
  readonly subtitle: string;
  readonly bounds: Bounds;
  readonly zones: ReadonlyMap<ZoneKey, readonly Polygon[]>;
  readonly rows: readonly ZoneRow[];
  readonly fills: ReadonlyMap<ZoneKey, string>;
  readonly communities: readonly Polygon[];
  readonly legend: readonly LegendLine[];
  readonly hasLabels: boolean;
}

const INK = '#18222c';
const MUTED = '#515e6a';
const BORDER = '#0b6165';
const COMMUNITY = '#11181f';
/** The sheet for which the sizes below are meant; others scale with its shorter side. */
const MEANT_PX = 1000;

export function compose(scene: Scene): Sheet {
  const { width_px, height_px, title } = scene;
  const unit = Math.min(width_px, height_px) / MEANT_PX;
  const frame = frameOf(scene.bounds, {
    left: 24 * unit,
    top: 78 * unit,
    right: width_px - 24 * unit,
    bottom: height_px - 64 * unit,
  });
  const marks: Mark[] = [
    { kind: 'path', lines: [box(0, 0, width_px, height_px)], isClosed: true, fill: '#ffffff' },
    ...zones(scene, frame, unit),
    ...communities(scene, frame, unit),
    ...(scene.hasLabels ? placeLabels(scene.rows, frame, unit) : []),
    ...margins(scene, frame),
    ...head(scene, unit),
    ...foot(scene, frame, unit),
  ];
  return { width_px, height_px, title, marks };
}

function zones({ zones: shapes, fills }: Scene, frame: Frame, unit: number): Mark[] {
  return [...shapes].map(([key, polygons]) => {
    const fill = fills.get(key);
    return {
      kind: 'path',
      lines: polygons.flat().map((ring) => project(ring, frame)),
      isClosed: true,
      line: BORDER,
      width_px: 1.1 * unit,
      ...(fill !== undefined && { fill }),
    };
  });
}

function communities({ communities: shapes }: Scene, frame: Frame, unit: number): Mark[] {
  if (shapes.length === 0) return [];
  const lines = shapes.flat().map((ring) => project(ring, frame));
  return [{ kind: 'path', lines, isClosed: true, line: COMMUNITY, width_px: 2.2 * unit, dash_px: [9 * unit, 4 * unit] }];
}

/** What lies beyond the frame is covered: a view of a part cuts zones. */
function margins({ width_px, height_px }: Scene, { left, top, right, bottom }: Frame): Mark[] {
  const lines = [box(0, 0, width_px, height_px), box(left, top, right - left, bottom - top)];
  return [
    { kind: 'path', lines, isClosed: true, fill: '#ffffff' },
    { kind: 'path', lines: [box(left, top, right - left, bottom - top)], isClosed: true, line: '#8794a0', width_px: 1 },
  ];
}

function head({ title, subtitle, width_px }: Scene, unit: number): Mark[] {
  const x = 24 * unit;
  const mark = { kind: 'text', x_px: x, anchor: 'start' } as const;
  // A long title is made smaller before it would leave the sheet.
  const size = Math.min(26 * unit, ((width_px - 2 * x) / Math.max(1, widthOf(title, 1))) * 0.98);
  return [
    { ...mark, y_px: 38 * unit, words: title, size_px: size, colour: INK, isBold: true },
    { ...mark, y_px: 62 * unit, words: subtitle, size_px: 14 * unit, colour: MUTED },
  ];
}

/** Legend at the left, scale and north at the right. */
function foot({ legend, width_px, height_px }: Scene, frame: Frame, unit: number): Mark[] {
  const size = 14 * unit;
  const y = height_px - 26 * unit;
  const marks: Mark[] = [];
  let x = 24 * unit;
  for (const { colour, words } of legend) {
    marks.push(
      { kind: 'path', lines: [box(x, y - size, size, size)], isClosed: true, fill: colour, line: '#8794a0', width_px: 1 },
      { kind: 'text', x_px: x + size * 1.5, y_px: y - size * 0.15, words, size_px: size, colour: INK, anchor: 'start' },
    );
    x += size * 3 + widthOf(words, size);
  }
  const length_m = roundLength((width_px * 0.16) / frame.pixelsPerMetre);
  const length_px = length_m * frame.pixelsPerMetre;
  const [right, words] = [width_px - 24 * unit, length_m < 1000 ? `${length_m} m` : `${length_m / 1000} km`];
  const tick = 6 * unit;
  const scale = [right - length_px, y - tick, right - length_px, y, right, y, right, y - tick];
  marks.push(
    { kind: 'path', lines: [scale], isClosed: false, line: INK, width_px: 1.6 * unit },
    { kind: 'text', x_px: right - length_px / 2, y_px: y - 5 * unit, words, size_px: size, colour: INK, anchor: 'middle' },
    ...north(width_px - 40 * unit, 58 * unit, unit),
  );
  return marks;
}

function north(x: number, y: number, unit: number): Mark[] {
  const [half, high] = [8 * unit, 26 * unit];
  const arrow = [x, y - high, x + half, y, x, y - 7 * unit, x - half, y];
  return [
    { kind: 'path', lines: [arrow], isClosed: true, fill: INK },
    { kind: 'text', x_px: x + 16 * unit, y_px: y - 4 * unit, words: 'N', size_px: 14 * unit, colour: INK, anchor: 'middle', isBold: true },
  ];
}

/** The longest of 1, 2, 5, 10, 20 ... metres that is not longer. */
export function roundLength(longest_m: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, longest_m)));
  const step = [5, 2, 1].find((each) => each * power <= longest_m) ?? 1;
  return step * power;
}
