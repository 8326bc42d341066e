// A sheet as a PNG file.
import { FONT, type Mark, type PathMark, type Sheet, type TextMark } from './sheet';

/** Marks that are drawn before the page may breathe. */
const SLICE = 400;

/** Nothing where the browser has no canvas of that size. */
export async function toPng({ width_px, height_px, marks }: Sheet): Promise<Blob | undefined> {
  try {
    const canvas = new OffscreenCanvas(width_px, height_px);
    const pen = canvas.getContext('2d');
    if (pen === null) return undefined;
    for (const [at, mark] of marks.entries()) {
      draw(pen, mark);
      if (at % SLICE === SLICE - 1) await new Promise((next) => setTimeout(next));
    }
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch {
    return undefined;
  }
}

function draw(pen: OffscreenCanvasRenderingContext2D, mark: Mark): void {
  if (mark.kind === 'path') drawPath(pen, mark);
  else drawText(pen, mark);
}

function drawPath(pen: OffscreenCanvasRenderingContext2D, mark: PathMark): void {
  pen.beginPath();
  for (const coords of mark.lines) {
    for (let at = 0; at + 1 < coords.length; at += 2) {
      const [x = 0, y = 0] = [coords[at], coords[at + 1]];
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    if (mark.isClosed) pen.closePath();
  }
  if (mark.fill !== undefined) {
    pen.fillStyle = mark.fill;
    pen.fill('evenodd');
  }
  if (mark.line === undefined) return;
  pen.strokeStyle = mark.line;
  pen.lineWidth = mark.width_px ?? 1;
  pen.lineJoin = 'round';
  pen.setLineDash([...(mark.dash_px ?? [])]);
  pen.stroke();
}

function drawText(pen: OffscreenCanvasRenderingContext2D, mark: TextMark): void {
  pen.font = `${mark.isBold === true ? '600 ' : ''}${mark.size_px}px ${FONT}`;
  pen.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
  pen.textBaseline = 'alphabetic';
  if (mark.edge !== undefined) {
    pen.strokeStyle = mark.edge;
    pen.lineWidth = mark.size_px / 4;
    pen.lineJoin = 'round';
    pen.setLineDash([]);
    pen.strokeText(mark.words, mark.x_px, mark.y_px);
  }
  pen.fillStyle = mark.colour;
  pen.fillText(mark.words, mark.x_px, mark.y_px);
}
