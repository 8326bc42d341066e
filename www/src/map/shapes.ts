// Polygons as the engine hands them over: typed arrays. Read in place, never copied.
import type { MultiPolygon } from 'geojson';
import type { Shapes } from '../engine/types';

/** Longitude and latitude of each point of a closed ring, one after the other, in degrees. */
export type Ring = Float64Array;
/** The shell first, then the holes. */
export type Polygon = readonly Ring[];

/** The polygons of every id, in the order in which the ids come. */
export function polygonsById(shapes: Shapes): Map<number, Polygon[]> {
  const { coords, ringEnds, polygonEnds, ids } = shapes;
  const found = new Map<number, Polygon[]>();
  let ring = 0;
  let point = 0;
  ids.forEach((id, position) => {
    const rings: Ring[] = [];
    for (const last = polygonEnds[position] ?? ring; ring < last; ring += 1) {
      const end = ringEnds[ring] ?? point;
      rings.push(coords.subarray(2 * point, 2 * end));
      point = end;
    }
    const polygons = found.get(id);
    if (polygons === undefined) found.set(id, [rings]);
    else polygons.push(rings);
  });
  return found;
}

/** A ring as GeoJSON has it. */
function positions(ring: Ring): [number, number][] {
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < ring.length; at += 2) points.push([ring[at] ?? 0, ring[at + 1] ?? 0]);
  return points;
}

/** The polygons of one zone as a GeoJSON geometry. */
export function geometry(polygons: readonly Polygon[]): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(positions)) };
}
