import { expect, test } from 'vitest';
import type { LonLat } from '../engine/types';
import { cornersOf, halfWays, linesOf, moved, placesOf, positionOfMoved, putIn, takenOut } from './corners';

/** About 111 m a step to the north, with a bend of a metre and one of 50 m. */
const BENT: LonLat[] = [[0, 0], [0.00001, 0.001], [0.0005, 0.002], [0, 0.003], [0, 0.004]];

test('lines that were handed over are told apart by their ends', () => {
  const coords = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  expect(linesOf({ coords, lineEnds: Uint32Array.of(2, 4) })).toEqual([[[0, 1], [2, 3]], [[4, 5], [6, 7]]]);
  expect(linesOf({ coords: new Float64Array(), lineEnds: new Uint32Array() })).toEqual([]);
});

test('handles are the ends and the corners that matter', () => {
  const at = (off_m: number): number[] =>
    cornersOf(BENT, off_m).flatMap(({ isHandle }, position) => (isHandle ? [position] : []));
  expect(at(40)).toEqual([0, 2, 4]);
  expect(at(1000)).toEqual([0, 4]);
  expect(at(0.1)).toEqual([0, 1, 2, 3, 4]);
  expect(placesOf(cornersOf(BENT, 40))).toEqual(BENT);
});

test('where a handle is moved, the border runs straight to the handles beside it', () => {
  const corners = cornersOf(BENT, 40);
  const place: LonLat = [0.001, 0.002];
  expect(placesOf(moved(corners, 2, place))).toEqual([[0, 0], place, [0, 0.004]]);
  expect(positionOfMoved(corners, 2)).toBe(1);
  // The far side of the handle beside it stays as it is.
  expect(placesOf(moved(corners, 0, place))).toEqual([place, ...BENT.slice(2)]);
  expect(placesOf(moved(corners, 4, place))).toEqual([...BENT.slice(0, 3), place]);
});

test('a handle is put in between two others, and taken out again', () => {
  const corners = cornersOf(BENT, 40);
  const place: LonLat = [0.002, 0.001];
  const more = putIn(corners, 0, place);
  expect(placesOf(more)).toEqual([[0, 0], place, ...BENT.slice(2)]);
  expect(placesOf(takenOut(more, 1))).toEqual([[0, 0], ...BENT.slice(2)]);
});

test('a border keeps its two ends', () => {
  const corners = cornersOf(BENT, 40);
  expect(takenOut(corners, 0)).toEqual(corners);
  expect(takenOut(corners, 4)).toEqual(corners);
});

test('half-way places lie on the border, and only where there is room', () => {
  const corners = cornersOf(BENT, 1000);
  const [half] = halfWays(corners, 10);
  expect(half?.behind).toBe(0);
  expect(half?.place[1]).toBeCloseTo(0.002, 4);
  expect(halfWays(corners, 10_000)).toEqual([]);
});
