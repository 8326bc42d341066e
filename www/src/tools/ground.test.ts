import { expect, test } from 'vitest';
import type { LonLat } from '../engine/types';
import type { Polygon } from '../map/shapes';
import { area_m2, carriedOn, contains, distance_m, length_m, middleOf, offLine_m, placeWithout } from './ground';

/** A square of 0.01 degrees with its lower left corner at a place. */
function square(lon: number, lat: number, side = 0.01): Polygon {
  const [x, y] = [lon + side, lat + side];
  return [Float64Array.of(lon, lat, x, lat, x, y, lon, y, lon, lat)];
}

const HOLED: Polygon = [...square(118, 32), ...square(118.002, 32.002, 0.002)];

test('a degree of latitude is 110.6 km at the equator and 111.7 km at the pole', () => {
  expect(distance_m([10, -0.5], [10, 0.5])).toBeCloseTo(110_574, -1);
  expect(distance_m([10, 89], [10, 90])).toBeCloseTo(111_694, -1);
  expect(distance_m([10, 0], [11, 0])).toBeCloseTo(111_320, -1);
});

test('a line is as long as its pieces, and a point has no length', () => {
  const line: LonLat[] = [[118, 32], [118.01, 32], [118.01, 32.01]];
  expect(length_m(line)).toBeCloseTo(distance_m([118, 32], [118.01, 32]) + distance_m([118, 32], [118, 32.01]), 0);
  expect(length_m([[118, 32]])).toBe(0);
});

test('the area of a small square is the product of its sides, whichever way it runs', () => {
  const corners: LonLat[] = [[118, 32], [118.01, 32], [118.01, 32.01], [118, 32.01]];
  const sides = distance_m([118, 32.005], [118.01, 32.005]) * distance_m([118, 32], [118, 32.01]);
  expect(area_m2(corners) / sides).toBeCloseTo(1, 5);
  expect(area_m2([...corners].reverse())).toBeCloseTo(area_m2(corners), 3);
  expect(area_m2(corners.slice(0, 2))).toBe(0);
});

test('a place in a hole is not in the ground', () => {
  expect(contains([HOLED], [118.001, 32.001])).toBe(true);
  expect(contains([HOLED], [118.003, 32.003])).toBe(false);
  expect(contains([HOLED], [118.02, 32.001])).toBe(false);
});

test('the middle of ground leaves out its holes', () => {
  const whole = middleOf([square(118, 32)]);
  expect(whole?.place[0]).toBeCloseTo(118.005, 9);
  expect(whole?.place[1]).toBeCloseTo(32.005, 9);
  const holed = middleOf([HOLED]);
  expect(holed?.weight).toBeCloseTo(1e-4 - 4e-6, 10);
  expect(holed?.place[0]).toBeGreaterThan(118.005);
  expect(middleOf([])).toBeUndefined();
});

test('a place is found in what is left of the ground, in its middle unless another is wished for', () => {
  const ground = [square(118, 32), square(118.01, 32)];
  const part = [square(118, 32)];
  expect(placeWithout(ground, part, [118.015, 32.005])).toEqual([118.015, 32.005]);
  const found = placeWithout(ground, part, [118.005, 32.005]);
  expect(found?.[0]).toBeCloseTo(118.015, 2);
  expect(found?.[0]).toBeGreaterThan(118.012);
  expect(placeWithout(part, part, [118.005, 32.005])).toBeUndefined();
});

test('a place is as far off a line as it is beside it, or off its nearer end', () => {
  expect(offLine_m([0.001, 0.001], [0, 0], [0, 0.002])).toBeCloseTo(111.3, 0);
  expect(offLine_m([0, 0.003], [0, 0], [0, 0.002])).toBeCloseTo(110.6, 0);
  expect(offLine_m([0, 0.001], [0, 0], [0, 0])).toBeCloseTo(110.6, 0);
});

test('ends inside are carried on until they are out, ends outside stay', () => {
  const ground = [square(118, 32)];
  const inside: LonLat[] = [[118.004, 32.005], [118.006, 32.005]];
  const whole = carriedOn(inside, ground);
  expect(whole).toHaveLength(4);
  expect(whole[0]?.[0]).toBeLessThan(118);
  expect(whole[0]?.[1]).toBeCloseTo(32.005, 9);
  expect(whole[3]?.[0]).toBeGreaterThan(118.01);
  const through: LonLat[] = [[117.99, 32.005], [118.02, 32.005]];
  expect(carriedOn(through, ground)).toEqual(through);
});

test('an end on the border is carried just beyond it', () => {
  const ground = [square(118, 32)];
  const whole = carriedOn([[118.005, 32.02], [118.005, 32.005], [118.01, 32.005]], ground);
  const last = whole.at(-1);
  if (last === undefined) throw new Error('no line');
  expect(contains(ground, last)).toBe(false);
  expect(distance_m(last, [118.01, 32.005])).toBeLessThan(1.01);
});

test('a border between two zones does not end a line that goes through both', () => {
  const ground = [square(118, 32), square(118.01, 32)];
  const whole = carriedOn([[117.99, 32.005], [118.005, 32.005]], ground);
  expect(whole.at(-1)?.[0]).toBeGreaterThan(118.02);
});

test('a line of one place is left as it is', () => {
  expect(carriedOn([[118.005, 32.005]], [square(118, 32)])).toEqual([[118.005, 32.005]]);
  const twice: LonLat[] = [[118.005, 32.005], [118.005, 32.005]];
  expect(carriedOn(twice, [square(118, 32)])).toEqual(twice);
});
