import { expect, test } from 'vitest';
import { Pen } from '../map/overlay';
import { pill } from './ink';

test('a frame of words alone counts as drawn: else its canvas would be hidden and never wiped', () => {
  const nothing = (): void => undefined;
  const canvas = {
    measureText: () => ({ width: 10 }),
    setLineDash: nothing,
    beginPath: nothing,
    roundRect: nothing,
    fill: nothing,
    stroke: nothing,
    fillText: nothing,
  } as unknown as CanvasRenderingContext2D;
  const pen = new Pen(canvas, { point: () => [0, 0], pixelsPerMetre: () => 1 });
  expect(pen.hasDrawn).toBe(false);
  pill(pen, [0, 0], '300', '#000000');
  expect(pen.hasDrawn).toBe(true);
});
