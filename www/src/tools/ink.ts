// What tools draw with: colours that also people see who do not tell red from green, on any fill.
import type { LonLat } from '../engine/types';
import type { Ink, Pen } from '../map/overlay';

/** What is being drawn, above a light edge. */
export const DRAWN = { line: '#1d3fbb', width_px: 2.5 } as const satisfies Ink;
export const DRAWN_EDGE = { line: '#ffffff', width_px: 6 } as const satisfies Ink;
export const DRAWN_FILL = { fill: 'rgba(29, 63, 187, 0.1)' } as const satisfies Ink;
/** Where a line would go on if it ended here. */
export const CARRIED_ON = { line: '#1d3fbb', width_px: 2, dash_px: [2, 5] } as const satisfies Ink;
/** Ring of a brush. */
export const RING = { line: '#16202b', width_px: 1.5 } as const satisfies Ink;
export const RING_EDGE = { line: '#ffffff', width_px: 4 } as const satisfies Ink;
/** Units under a brush or in a lasso. */
export const TAKEN = { line: '#7a4a00', width_px: 1.25 } as const satisfies Ink;
/** Zones that could be meant. */
export const CANDIDATE = { line: '#1d3fbb', width_px: 2, dash_px: [6, 4] } as const satisfies Ink;
export const HANDLE = { line: '#1d3fbb', width_px: 2, fill: '#ffffff' } as const satisfies Ink;
export const HANDLE_HELD = { line: '#ffffff', width_px: 2, fill: '#1d3fbb' } as const satisfies Ink;
/** Where a corner could be put in. */
export const HANDLE_NEW = { line: '#1d3fbb', width_px: 1, fill: 'rgba(255, 255, 255, 0.7)' } as const satisfies Ink;
export const SNAPPED = { line: '#7a3a8a', width_px: 2 } as const satisfies Ink;
export const BARRIER = { line: '#7a3a8a', width_px: 5 } as const satisfies Ink;

/** A line as it is drawn by hand. */
export function drawnLine(pen: Pen, line: readonly LonLat[]): void {
  pen.line(line, DRAWN_EDGE);
  pen.line(line, DRAWN);
}

const PILL_PX = { height: 24, side: 8, round: 6 } as const;

/** Words in a box of their own, centred on a place: readable above anything. */
export function pill(pen: Pen, place: LonLat, words: string, tone: string): void {
  const { canvas } = pen;
  pen.hasDrawn = true;
  const [x, y] = pen.projection.point(...place);
  canvas.font = '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  const width = canvas.measureText(words).width + 2 * PILL_PX.side;
  canvas.setLineDash([]);
  canvas.beginPath();
  canvas.roundRect(x - width / 2, y - PILL_PX.height / 2, width, PILL_PX.height, PILL_PX.round);
  canvas.fillStyle = '#ffffff';
  canvas.fill();
  canvas.lineWidth = 1.5;
  canvas.strokeStyle = tone;
  canvas.stroke();
  canvas.fillStyle = tone;
  canvas.fillText(words, x, y + 0.5);
}
