// Lengths, areas and places on the ground, as exact as a tool needs them. What counts is measured by
// the engine.
import type { LonLat } from '../engine/types';
import type { Polygon } from '../map/shapes';

/** Metres east and north of a place; a city's width off it is good to a few parts in 100,000. */
interface Plane {
  point(place: LonLat): [x_m: number, y_m: number];
  place(x_m: number, y_m: number): LonLat;
}

/** Degrees as metres on the ellipsoid WGS 84 (series of the arcs of meridian and parallel). */
function planeAt([lon_deg, lat_deg]: LonLat): Plane {
  const lat = (lat_deg * Math.PI) / 180;
  const east_m = 111_412.84 * Math.cos(lat) - 93.5 * Math.cos(3 * lat) + 0.118 * Math.cos(5 * lat);
  const north_m = 111_132.954 - 559.822 * Math.cos(2 * lat) + 1.175 * Math.cos(4 * lat);
  return {
    point: ([lon, at]) => [(lon - lon_deg) * east_m, (at - lat_deg) * north_m],
    place: (x_m, y_m) => [lon_deg + x_m / east_m, lat_deg + y_m / north_m],
  };
}

export function distance_m(a: LonLat, b: LonLat): number {
  const middle: LonLat = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const plane = planeAt(middle);
  const [[ax, ay], [bx, by]] = [plane.point(a), plane.point(b)];
  return Math.hypot(ax - bx, ay - by);
}

export function length_m(line: readonly LonLat[]): number {
  return line.reduce((sum, place, at) => sum + distance_m(line[at - 1] ?? place, place), 0);
}

/** How far a place is from a straight line between two others. */
export function offLine_m(place: LonLat, a: LonLat, b: LonLat): number {
  const plane = planeAt(place);
  const [[ax, ay], [bx, by]] = [plane.point(a), plane.point(b)];
  return originOffEdge_m([ax, ay, bx, by]);
}

/** Area of an outline that closes itself. */
export function area_m2(outline: readonly LonLat[]): number {
  const [first] = outline;
  if (first === undefined || outline.length < 3) return 0;
  const middle_deg = outline.reduce((sum, [, lat]) => sum + lat, 0) / outline.length;
  const plane = planeAt([first[0], middle_deg]);
  const points = outline.map(plane.point);
  const twice = points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length] ?? [0, 0];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** The middle of some ground and how much it is, in square degrees (to weigh it against other ground). */
export interface Middle {
  readonly place: LonLat;
  readonly weight: number;
}

export function middleOf(polygons: Iterable<Polygon>): Middle | undefined {
  let [weight, lon, lat] = [0, 0, 0];
  let origin: LonLat | undefined;
  for (const [position, ring] of [...polygons].flatMap((rings) => [...rings.entries()])) {
    origin ??= [ring[0] ?? 0, ring[1] ?? 0];
    let [twice, x, y] = [0, 0, 0];
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const ax = (ring[at] ?? 0) - origin[0];
      const ay = (ring[at + 1] ?? 0) - origin[1];
      const bx = (ring[at + 2] ?? 0) - origin[0];
      const by = (ring[at + 3] ?? 0) - origin[1];
      const cross = ax * by - bx * ay;
      twice += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
    // Shells count for the ground, holes against it, whichever way they run.
    const sign = Math.sign(twice) * (position === 0 ? 1 : -1);
    weight += (sign * twice) / 2;
    lon += (sign * x) / 6;
    lat += (sign * y) / 6;
  }
  if (origin === undefined || weight <= 0) return undefined;
  return { place: [origin[0] + lon / weight, origin[1] + lat / weight], weight };
}

/** Places looked at across some ground, in each direction. */
const LOOKS = 14;

/**
 * A place in some ground and not in a part of it: the one that is wished for if it is so, else one in
 * the middle of what is left. For words about what is left.
 */
export function placeWithout(
  polygons: readonly Polygon[],
  part: readonly Polygon[],
  wished: LonLat,
): LonLat | undefined {
  const isLeft = (place: LonLat): boolean => contains(polygons, place) && !contains(part, place);
  if (isLeft(wished)) return wished;
  const [west, south, east, north] = boundsOf(polygons);
  const left: LonLat[] = [];
  for (let column = 1; column < LOOKS; column += 1) {
    for (let row = 1; row < LOOKS; row += 1) {
      const place: LonLat = [west + ((east - west) * column) / LOOKS, south + ((north - south) * row) / LOOKS];
      if (isLeft(place)) left.push(place);
    }
  }
  const mean = (axis: 0 | 1): number => left.reduce((sum, place) => sum + place[axis], 0) / left.length;
  const middle: LonLat = [mean(0), mean(1)];
  const far = (place: LonLat): number => distance_m(place, middle);
  return left.reduce<LonLat | undefined>((best, place) => (best && far(best) <= far(place) ? best : place), undefined);
}

function boundsOf(polygons: readonly Polygon[]): [west: number, south: number, east: number, north: number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of polygons.flat()) {
    for (let at = 0; at + 1 < ring.length; at += 2) {
      const [lon = 0, lat = 0] = ring.subarray(at, at + 2);
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return [west, south, east, north];
}

export function contains(polygons: Iterable<Polygon>, [lon, lat]: LonLat): boolean {
  let isInside = false;
  for (const ring of [...polygons].flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = ring.subarray(at, at + 4);
      if (ay > lat === by > lat) continue;
      if (lon < ax + ((lat - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
  }
  return isInside;
}

/** How far beyond the border a line is carried on. */
const BEYOND_M = 1;

/**
 * A line whose ends lie beyond some ground: an end inside it, or on its border, is carried on
 * straight until it is out, and a little farther.
 */
export function carriedOn(line: readonly LonLat[], polygons: readonly Polygon[]): LonLat[] {
  const [first, second] = line;
  const [last, beforeLast] = [line.at(-1), line.at(-2)];
  if (first === undefined || second === undefined || last === undefined || beforeLast === undefined) {
    return [...line];
  }
  const before = onward(second, first, polygons);
  const after = onward(beforeLast, last, polygons);
  return [...(before === undefined ? [] : [before]), ...line, ...(after === undefined ? [] : [after])];
}

/** Where a line from one place through another is beyond the ground; nothing if it is so already. */
function onward(from: LonLat, through: LonLat, polygons: readonly Polygon[]): LonLat | undefined {
  const plane = planeAt(through);
  const [x, y] = plane.point(from);
  const far_m = Math.hypot(x, y);
  if (far_m === 0) return undefined;
  const [east, north] = [-x / far_m, -y / far_m];
  const step = (east_m: number, north_m: number): LonLat => plane.place(east_m * BEYOND_M, north_m * BEYOND_M);
  const onBorder = isNearBorder(polygons, plane);
  if (!onBorder && !contains(polygons, through)) return undefined;
  if (onBorder) {
    // Straight on, or to whichever side is out: a border may be met at a flat angle.
    const ways = [step(east, north), step(-north, east), step(north, -east)];
    return ways.find((place) => !contains(polygons, place));
  }
  for (const reach_m of crossings_m(polygons, plane, [east, north])) {
    const beyond = plane.place(east * (reach_m + BEYOND_M), north * (reach_m + BEYOND_M));
    if (!contains(polygons, beyond)) return beyond;
  }
  return undefined;
}

type Edge = readonly [ax_m: number, ay_m: number, bx_m: number, by_m: number];

function* edges(polygons: readonly Polygon[], plane: Plane): Generator<Edge> {
  for (const ring of polygons.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [aLon = 0, aLat = 0, bLon = 0, bLat = 0] = ring.subarray(at, at + 4);
      yield [...plane.point([aLon, aLat]), ...plane.point([bLon, bLat])];
    }
  }
}

/** How near to a border counts as on it. */
const ON_BORDER_M = 0.05;

/** Whether the origin of a plane lies on a border. */
function isNearBorder(polygons: readonly Polygon[], plane: Plane): boolean {
  for (const edge of edges(polygons, plane)) {
    if (originOffEdge_m(edge) <= ON_BORDER_M) return true;
  }
  return false;
}

/** How far the origin of a plane is from an edge. */
function originOffEdge_m([ax, ay, bx, by]: Edge): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / square));
  return Math.hypot(ax + along * dx, ay + along * dy);
}

/** How far from the origin of a plane a straight way meets borders, the nearest first. */
function crossings_m(polygons: readonly Polygon[], plane: Plane, [east, north]: [number, number]): number[] {
  const found: number[] = [];
  for (const [ax, ay, bx, by] of edges(polygons, plane)) {
    const across = east * (by - ay) - north * (bx - ax);
    if (across === 0) continue;
    const along = (ax * (by - ay) - ay * (bx - ax)) / across;
    const beside = (ax * north - ay * east) / across;
    if (along >= 0 && beside >= 0 && beside <= 1) found.push(along);
  }
  return found.sort((a, b) => a - b);
}
