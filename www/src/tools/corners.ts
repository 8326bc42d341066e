// The corners of a border. Most only follow a bend; those that matter are handles. Where a handle is
// moved, put in or taken out, the border runs straight to the handles beside it; elsewhere it stays.
import type { Lines, LonLat } from '../engine/types';
import { distance_m, offLine_m } from './ground';

export interface Corner {
  readonly place: LonLat;
  readonly isHandle: boolean;
}

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

/**
 * A line with its handles: both ends, and the corners without which it would be off by more than a
 * distance (Douglas and Peucker, Cartographica 10, 1973, 112-122).
 */
export function cornersOf(line: readonly LonLat[], off_m: number): Corner[] {
  const handles = new Set([0, line.length - 1]);
  const spans: [number, number][] = [[0, line.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const [a, b] = [line[from], line[to]];
    if (a === undefined || b === undefined) break;
    let farthest = { at: -1, far_m: off_m };
    for (let at = from + 1; at < to; at += 1) {
      const far_m = offLine_m(line[at] ?? a, a, b);
      if (far_m > farthest.far_m) farthest = { at, far_m };
    }
    if (farthest.at < 0) continue;
    handles.add(farthest.at);
    spans.push([from, farthest.at], [farthest.at, to]);
  }
  return line.map((place, at) => ({ place, isHandle: handles.has(at) }));
}

export function placesOf(corners: readonly Corner[]): LonLat[] {
  return corners.map(({ place }) => place);
}

/** Moves a handle. */
export function moved(corners: readonly Corner[], at: number, place: LonLat): Corner[] {
  const [before, after] = [handleBefore(corners, at), handleAfter(corners, at)];
  return [...corners.slice(0, before + 1), { place, isHandle: true }, ...corners.slice(after)];
}

/** Puts a handle in behind another. */
export function putIn(corners: readonly Corner[], behind: number, place: LonLat): Corner[] {
  const after = handleAfter(corners, behind);
  return [...corners.slice(0, behind + 1), { place, isHandle: true }, ...corners.slice(after)];
}

/** Takes a handle out; a border keeps its two ends. */
export function takenOut(corners: readonly Corner[], at: number): Corner[] {
  if (at === 0 || at === corners.length - 1) return [...corners];
  const [before, after] = [handleBefore(corners, at), handleAfter(corners, at)];
  return [...corners.slice(0, before + 1), ...corners.slice(after)];
}

/** Where a handle is after it was moved: corners before it may be gone. */
export function positionOfMoved(corners: readonly Corner[], at: number): number {
  return at === 0 ? 0 : handleBefore(corners, at) + 1;
}

/** Half-way places between handles, each with the handle before it. */
export function halfWays(corners: readonly Corner[], least_m: number): { behind: number; place: LonLat }[] {
  const found: { behind: number; place: LonLat }[] = [];
  for (const [behind, { isHandle }] of corners.entries()) {
    if (!isHandle || behind === corners.length - 1) continue;
    const span = placesOf(corners.slice(behind, handleAfter(corners, behind) + 1));
    const place = halfWay(span, least_m);
    if (place !== undefined) found.push({ behind, place });
  }
  return found;
}

function halfWay(span: readonly LonLat[], least_m: number): LonLat | undefined {
  const steps_m = span.map((place, at) => distance_m(span[at - 1] ?? place, place));
  const long_m = steps_m.reduce((sum, step_m) => sum + step_m, 0);
  if (long_m < least_m) return undefined;
  let left_m = long_m / 2;
  for (const [at, step_m] of steps_m.entries()) {
    const [from, to] = [span[at - 1], span[at]];
    if (from !== undefined && to !== undefined && step_m >= left_m && step_m > 0) {
      const share = left_m / step_m;
      return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    }
    left_m -= step_m;
  }
  return undefined;
}

/** -1 where there is none. */
function handleBefore(corners: readonly Corner[], at: number): number {
  return corners.findLastIndex(({ isHandle }, position) => isHandle && position < at);
}

/** One past the end where there is none. */
function handleAfter(corners: readonly Corner[], at: number): number {
  const found = corners.findIndex(({ isHandle }, position) => isHandle && position > at);
  return found < 0 ? corners.length : found;
}
