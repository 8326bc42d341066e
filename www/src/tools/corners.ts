// Corners of a border: moved, put in, taken out.
import type { Lines, LonLat } from '../engine/types';

/** The lines that the engine handed over, one list of places each. */
export function linesOf({ coords, lineEnds }: Lines): LonLat[][] {
  let begin = 0;
  return [...lineEnds].map((end) => {
    const line: LonLat[] = [];
    for (let at = begin; at < end; at += 1) line.push([coords[2 * at] ?? 0, coords[2 * at + 1] ?? 0]);
    begin = end;
    return line;
  });
}

export function withCorner(line: readonly LonLat[], at: number, place: LonLat): LonLat[] {
  return line.map((corner, position) => (position === at ? place : corner));
}

/** Puts a corner in behind another. */
export function withNewCorner(line: readonly LonLat[], behind: number, place: LonLat): LonLat[] {
  return [...line.slice(0, behind + 1), place, ...line.slice(behind + 1)];
}

/** Takes a corner out; a line keeps its two ends. */
export function withoutCorner(line: readonly LonLat[], at: number): LonLat[] {
  return line.length <= 2 ? [...line] : line.filter((_, position) => position !== at);
}

export function middle([ax, ay]: LonLat, [bx, by]: LonLat): LonLat {
  return [(ax + bx) / 2, (ay + by) / 2];
}
