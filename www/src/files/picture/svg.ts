// A sheet as an SVG file.
import { FONT, type Mark, type PathMark, type Sheet, type TextMark } from './sheet';

export function toSvg({ width_px, height_px, title, marks }: Sheet): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width_px}" height="${height_px}" viewBox="0 0 ${width_px} ${height_px}" font-family="${escaped(FONT)}">`,
    `<title>${escaped(title)}</title>`,
    ...marks.map(markup),
    '</svg>',
    '',
  ].join('\n');
}

function markup(mark: Mark): string {
  return mark.kind === 'path' ? path(mark) : text(mark);
}

function path({ lines, isClosed, fill, line, width_px = 1, dash_px }: PathMark): string {
  const end = isClosed ? 'Z' : '';
  const d = lines.map((coords) => `M${pairs(coords)}${end}`).join('');
  const stroke =
    line === undefined ? '' : ` stroke="${escaped(line)}" stroke-width="${short(width_px)}" stroke-linejoin="round"`;
  const dash = dash_px === undefined ? '' : ` stroke-dasharray="${dash_px.map(short).join(' ')}"`;
  return `<path d="${d}" fill="${escaped(fill ?? 'none')}" fill-rule="evenodd"${stroke}${dash}/>`;
}

function text({ x_px, y_px, words, size_px, colour, anchor, isBold = false, edge }: TextMark): string {
  const weight = isBold ? ' font-weight="600"' : '';
  const halo =
    edge === undefined
      ? ''
      : ` stroke="${escaped(edge)}" stroke-width="${short(size_px / 4)}" stroke-linejoin="round" paint-order="stroke"`;
  const place = `x="${short(x_px)}" y="${short(y_px)}" font-size="${short(size_px)}" text-anchor="${anchor}"`;
  return `<text ${place} fill="${escaped(colour)}"${weight}${halo}>${escaped(words)}</text>`;
}

function pairs(coords: readonly number[]): string {
  const points: string[] = [];
  for (let at = 0; at + 1 < coords.length; at += 2) points.push(`${short(coords[at] ?? 0)} ${short(coords[at + 1] ?? 0)}`);
  return points.join('L');
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text as XML has it; control characters have no place in it. */
export function escaped(words: string): string {
  return words
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
