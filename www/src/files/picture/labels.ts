// Code and households of zones, as many as fit without lying on one another; the largest zones first.
import type { ZoneRow } from '../../engine/types';
import type { Frame } from './frame';
import { widthOf, type TextMark } from './sheet';

const COLOUR = '#083f42';
const EDGE = '#ffffff';

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function placeLabels(rows: readonly ZoneRow[], frame: Frame, unit: number): TextMark[] {
  const size_px = 11.5 * unit;
  const taken = new Grid(size_px * 8);
  const marks: TextMark[] = [];
  const order = [...rows].sort((a, b) => b.areaM2 - a.areaM2 || a.key - b.key);
  for (const { code, households, place } of order) {
    const [x_px, y_px] = frame.point(...place);
    const [first, second] = [code.slice(-6), String(households)];
    const half = Math.max(widthOf(first, size_px), widthOf(second, size_px)) / 2;
    const area = { left: x_px - half, right: x_px + half, top: y_px - size_px * 1.1, bottom: y_px + size_px * 1.2 };
    const isInside =
      area.left >= frame.left && area.right <= frame.right && area.top >= frame.top && area.bottom <= frame.bottom;
    if (!isInside || !taken.take(area)) continue;
    const mark = { kind: 'text', x_px, size_px, colour: COLOUR, anchor: 'middle', edge: EDGE } as const;
    marks.push({ ...mark, y_px: y_px - size_px * 0.1, words: first, isBold: true });
    marks.push({ ...mark, y_px: y_px + size_px * 1.05, words: second });
  }
  return marks;
}

/** Areas that are taken, by squares, so that only neighbours are looked at. */
class Grid {
  private readonly squares = new Map<string, Area[]>();

  constructor(private readonly side_px: number) {}

  /** Takes an area; false where another has part of it. */
  take(area: Area): boolean {
    const squares = this.squaresOf(area);
    for (const square of squares) {
      if (this.squares.get(square)?.some((other) => meet(area, other)) === true) return false;
    }
    for (const square of squares) this.squares.set(square, [...(this.squares.get(square) ?? []), area]);
    return true;
  }

  private squaresOf({ left, top, right, bottom }: Area): string[] {
    const names: string[] = [];
    for (let x = Math.floor(left / this.side_px); x <= Math.floor(right / this.side_px); x += 1) {
      for (let y = Math.floor(top / this.side_px); y <= Math.floor(bottom / this.side_px); y += 1) names.push(`${x}:${y}`);
    }
    return names;
  }
}

function meet(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
