import { expect, test } from 'vitest';
import { Adjacency } from './adjacency';
import type { Polygon } from './shapes';

/** The square of a checkerboard at a column and a row; every second one runs the other way round. */
function square(column: number, row: number): Polygon[] {
  const corners = [column, row, column + 1, row, column + 1, row + 1, column, row + 1, column, row];
  const points = corners.map((value) => value / 10);
  if ((column + row) % 2 === 1) {
    const turned: number[] = [];
    for (let at = points.length - 2; at >= 0; at -= 2) turned.push(points[at] ?? 0, points[at + 1] ?? 0);
    return [[Float64Array.from(turned)]];
  }
  return [[Float64Array.from(points)]];
}

function board(size: number): Adjacency {
  const adjacency = new Adjacency();
  for (let column = 0; column < size; column += 1) {
    for (let row = 0; row < size; row += 1) adjacency.put(column * size + row, square(column, row));
  }
  return adjacency;
}

test('squares with a common side are neighbours, squares with a common corner are not', () => {
  const adjacency = board(3);
  expect([...adjacency.neighbours(4)].sort()).toEqual([1, 3, 5, 7]);
  expect([...adjacency.neighbours(0)].sort()).toEqual([1, 3]);
});

test('neighbours never have one colour, also after edits', () => {
  const adjacency = board(12);
  const all = Array.from({ length: 144 }, (_, zone) => zone);
  adjacency.colour(all, 5);
  // Two squares become one, their neighbour is gone.
  adjacency.put(30, [...square(2, 6), ...square(2, 7)]);
  adjacency.remove(31);
  adjacency.remove(32);
  adjacency.colour([30, 31, 32], 5);
  for (const zone of all) {
    for (const other of adjacency.neighbours(zone)) {
      expect(adjacency.colourOf(zone), `${zone} and ${other}`).not.toBe(adjacency.colourOf(other));
    }
  }
  expect(Math.max(...all.map((zone) => adjacency.colourOf(zone)))).toBeLessThan(5);
});

test('a zone whose colour still fits keeps it', () => {
  const adjacency = board(4);
  const all = Array.from({ length: 16 }, (_, zone) => zone);
  adjacency.colour(all, 5);
  const before = all.map((zone) => adjacency.colourOf(zone));
  adjacency.put(5, square(1, 1));
  adjacency.colour(all, 5);
  expect(all.map((zone) => adjacency.colourOf(zone))).toEqual(before);
});

test('where a palette does not suffice, colours beyond it are taken', () => {
  const adjacency = board(2);
  adjacency.colour([0, 1, 2, 3], 1);
  expect(adjacency.colourOf(0)).not.toBe(adjacency.colourOf(1));
});
