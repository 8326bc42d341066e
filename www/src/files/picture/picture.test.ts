import { expect, test } from 'vitest';
import type { ZoneRow } from '../../engine/types';
import { compose, roundLength, type Scene } from './compose';
import { frameOf } from './frame';
import { placeLabels } from './labels';
import { widthOf, type TextMark } from './sheet';
import { escaped, toSvg } from './svg';

const BOX = { left: 10, top: 20, right: 110, bottom: 70 };

test('a frame holds all that it was made for, in its middle', () => {
  const frame = frameOf([118, 32, 118.02, 32.01], BOX);
  const [left, top] = frame.point(118, 32.01);
  const [right, bottom] = frame.point(118.02, 32);
  expect(left).toBeGreaterThanOrEqual(BOX.left);
  expect(right).toBeLessThanOrEqual(BOX.right);
  expect(top).toBeGreaterThanOrEqual(BOX.top);
  expect(bottom).toBeLessThanOrEqual(BOX.bottom);
  expect(left + right).toBeCloseTo(BOX.left + BOX.right, 6);
  // 0.02 degrees at 32 degrees north are 1,888 m.
  expect((right - left) / frame.pixelsPerMetre).toBeGreaterThan(1880);
  expect((right - left) / frame.pixelsPerMetre).toBeLessThan(1896);
});

test('the scale has a round length', () => {
  expect([1, 9, 23, 51, 999, 1000, 7400].map(roundLength)).toEqual([1, 5, 20, 50, 500, 1000, 5000]);
});

function row(key: number, place: [number, number], areaM2 = 1): ZoneRow {
  return { key, code: `320102001001${String(key).padStart(3, '0')}`, households: 400, areaM2, place } as ZoneRow;
}

test('labels do not lie on one another, and the larger zone has the place', () => {
  const frame = frameOf([0, 0, 1, 1], { left: 0, top: 0, right: 1000, bottom: 1000 });
  const marks = placeLabels([row(1, [0.5, 0.5]), row(2, [0.501, 0.5], 9), row(3, [0.2, 0.2])], frame, 1);
  expect(marks.map(({ words }) => words)).toEqual(['001002', '400', '001003', '400']);
  const many = Array.from({ length: 400 }, (_, at) => row(at, [(at % 20) / 19, Math.floor(at / 20) / 19]));
  const placed = placeLabels(many, frame, 1).filter(({ words }) => words !== '400');
  const wide = ({ words, size_px }: TextMark): number => widthOf(words, size_px);
  const clashes = placed.flatMap((a, at) =>
    placed.slice(at + 1).filter((b) => {
      const [across, down] = [Math.abs(a.x_px - b.x_px), Math.abs(a.y_px - b.y_px)];
      return across < (wide(a) + wide(b)) / 2 - 1e-6 && down < 20;
    }),
  );
  expect(placed.length).toBeGreaterThan(200);
  expect(clashes).toEqual([]);
});

test('text of a picture cannot become markup', () => {
  expect(escaped('<img src="x">&\u0000')).toBe('&lt;img src=&quot;x&quot;&gt;&amp;');
  const scene: Scene = {
    width_px: 500,
    height_px: 400,
    title: '</title><script>x</script>',
    subtitle: '<b>',
    bounds: [0, 0, 1, 1],
    zones: new Map([[1, [[Float64Array.of(0, 0, 1, 0, 1, 1, 0, 0)]]]]),
    rows: [row(1, [0.6, 0.4])],
    fills: new Map([[1, '"/><script>']]),
    communities: [],
    legend: [{ colour: '#fff', words: '<i>' }],
    hasLabels: true,
  };
  const svg = toSvg(compose(scene));
  expect(svg).not.toContain('<script>');
  expect(svg.match(/<path /g)?.length).toBeGreaterThan(4);
  expect(svg).toContain('width="500" height="400"');
  expect(svg).toContain('>001001<');
});
