import { expect, test } from 'vitest';
import type { LonLat } from '../engine/types';
import { linesOf, withCorner, withNewCorner, withoutCorner } from './corners';

const LINE: LonLat[] = [[0, 0], [1, 0], [2, 0]];

test('lines that were handed over are told apart by their ends', () => {
  const coords = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  expect(linesOf({ coords, lineEnds: Uint32Array.of(2, 4) })).toEqual([[[0, 1], [2, 3]], [[4, 5], [6, 7]]]);
  expect(linesOf({ coords: new Float64Array(), lineEnds: new Uint32Array() })).toEqual([]);
});

test('corners are moved, put in and taken out without touching the line they were of', () => {
  expect(withCorner(LINE, 1, [1, 1])).toEqual([[0, 0], [1, 1], [2, 0]]);
  expect(withNewCorner(LINE, 0, [0.5, 0])).toEqual([[0, 0], [0.5, 0], [1, 0], [2, 0]]);
  expect(withoutCorner(LINE, 1)).toEqual([[0, 0], [2, 0]]);
  expect(LINE).toEqual([[0, 0], [1, 0], [2, 0]]);
});

test('a line keeps two corners', () => {
  expect(withoutCorner(LINE.slice(0, 2), 0)).toEqual([[0, 0], [1, 0]]);
});
