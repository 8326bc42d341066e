// A picture as a list of marks, in pixels: written as SVG, or drawn on a canvas, alike.

/** Lines; `x, y, x, y ...` each. */
export interface PathMark {
  readonly kind: 'path';
  readonly lines: readonly (readonly number[])[];
  readonly isClosed: boolean;
  readonly fill?: string;
  readonly line?: string;
  readonly width_px?: number;
  readonly dash_px?: readonly number[];
}

export interface TextMark {
  readonly kind: 'text';
  readonly x_px: number;
  /** Of the line that the letters stand on. */
  readonly y_px: number;
  readonly words: string;
  readonly size_px: number;
  readonly colour: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  /** A light edge around the letters, so that they can be read on any ground. */
  readonly edge?: string;
}

export type Mark = PathMark | TextMark;

export interface Sheet {
  readonly width_px: number;
  readonly height_px: number;
  readonly title: string;
  readonly marks: readonly Mark[];
}

export const FONT =
  "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif";

export function box(x: number, y: number, width: number, height: number): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** How wide words are, about: letters of Han take a square each, others a little over half. */
export function widthOf(words: string, size_px: number): number {
  let units = 0;
  for (const letter of words) units += (letter.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.58;
  return units * size_px;
}
