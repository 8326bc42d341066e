// A small drawing of the first shapes of a layer.
import type { Geometry, Position } from 'geojson';
import type { InspectedLayer } from '../../engine/types';
import { element } from '../dom';

const WIDTH_PX = 220;
const HEIGHT_PX = 160;
const MARGIN_PX = 8;
const SPACE = 'http://www.w3.org/2000/svg';

/** Paths and points of geometries, in degrees. */
export interface Strokes {
  readonly rings: Position[][];
  readonly lines: Position[][];
  readonly points: Position[];
}

export function strokesOf(geojson: string): Strokes {
  const strokes: Strokes = { rings: [], lines: [], points: [] };
  const parsed = JSON.parse(geojson) as { features?: { geometry: Geometry | null }[] };
  for (const { geometry } of parsed.features ?? []) if (geometry !== null) collect(geometry, strokes);
  return strokes;
}

function collect(geometry: Geometry, strokes: Strokes): void {
  switch (geometry.type) {
    case 'Polygon':
      strokes.rings.push(...geometry.coordinates);
      break;
    case 'MultiPolygon':
      strokes.rings.push(...geometry.coordinates.flat());
      break;
    case 'LineString':
      strokes.lines.push(geometry.coordinates);
      break;
    case 'MultiLineString':
      strokes.lines.push(...geometry.coordinates);
      break;
    case 'Point':
      strokes.points.push(geometry.coordinates);
      break;
    case 'MultiPoint':
      strokes.points.push(...geometry.coordinates);
      break;
    case 'GeometryCollection':
      for (const part of geometry.geometries) collect(part, strokes);
  }
}

export function shapesPreview({ preview }: InspectedLayer, title: string): HTMLElement {
  const svg = document.createElementNS(SPACE, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH_PX} ${HEIGHT_PX}`);
  svg.setAttribute('class', 'shapes-preview');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  const strokes = strokesOf(new TextDecoder().decode(preview));
  const place = projection([...strokes.rings.flat(), ...strokes.lines.flat(), ...strokes.points]);
  const path = (lines: readonly Position[][], end: string): string =>
    lines.map((line) => `M${line.map((point) => place(point).join(' ')).join('L')}${end}`).join('');
  const add = (name: string, attributes: Record<string, string>): void => {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    svg.append(made);
  };
  if (strokes.rings.length > 0) add('path', { d: path(strokes.rings, 'Z'), class: 'area' });
  if (strokes.lines.length > 0) add('path', { d: path(strokes.lines, ''), class: 'line' });
  for (const point of strokes.points) {
    const [x, y] = place(point);
    add('circle', { cx: x, cy: y, r: '2', class: 'point' });
  }
  return element('figure', 'shapes', svg, element('figcaption', 'note', title));
}

/** Fits places into the drawing; a degree of longitude is as long as it is in the middle. */
function projection(places: readonly Position[]): (place: Position) => [x: string, y: string] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon = 0, lat = 0] of places) {
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  }
  const narrow = Math.abs(south) <= 90 ? Math.cos((((south + north) / 2) * Math.PI) / 180) : 1;
  const [wide, high] = [Math.max((east - west) * narrow, 1e-12), Math.max(north - south, 1e-12)];
  const scale = Math.min((WIDTH_PX - 2 * MARGIN_PX) / wide, (HEIGHT_PX - 2 * MARGIN_PX) / high);
  const [left, top] = [(WIDTH_PX - wide * scale) / 2, (HEIGHT_PX - high * scale) / 2];
  return ([lon = 0, lat = 0]) => [
    ((lon - west) * narrow * scale + left).toFixed(1),
    ((north - lat) * scale + top).toFixed(1),
  ];
}
