import { expect, test } from 'vitest';
import type { Shapes } from '../engine/types';
import { geometry, polygonsById } from './shapes';

/** Zone 7: a square with a hole, and a triangle. Zone 9: a triangle. */
const SHAPES: Shapes = {
  coords: Float64Array.from([
    0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 1, 1, 2, 1, 2, 2, 1, 1, 9, 9, 10, 9, 9, 10, 9, 9, 5, 5, 6, 5, 5, 6, 5, 5,
  ]),
  ringEnds: Uint32Array.from([5, 9, 13, 17]),
  polygonEnds: Uint32Array.from([2, 3, 4]),
  ids: Uint32Array.from([7, 7, 9]),
};

test('rings, holes and polygons of one id come together', () => {
  const found = polygonsById(SHAPES);
  expect([...found.keys()]).toEqual([7, 9]);
  expect(found.get(7)?.map((rings) => rings.length)).toEqual([2, 1]);
  expect(geometry(found.get(9) ?? [])).toEqual({
    type: 'MultiPolygon',
    coordinates: [[[[5, 5], [6, 5], [5, 6], [5, 5]]]],
  });
});

test('coordinates are not copied', () => {
  const ring = polygonsById(SHAPES).get(7)?.[0]?.[0];
  expect(ring?.buffer).toBe(SHAPES.coords.buffer);
});

test('nothing gives nothing', () => {
  const none = new Uint32Array();
  expect(polygonsById({ coords: new Float64Array(), ringEnds: none, polygonEnds: none, ids: none }).size).toBe(0);
});
