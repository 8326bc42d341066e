// Which zones share a border, and colours by which neighbours differ. Zones that touch have the very
// same corners along their border, so an edge that two zones have is one border.
import type { Polygon } from './shapes';

/** A number that two edges share only if their ends are the same, whichever way they run. */
const BITS = new Float64Array(4);
const WORDS = new Uint32Array(BITS.buffer);

function edgeHash(ax: number, ay: number, bx: number, by: number): number {
  const isForward = ax < bx || (ax === bx && ay < by);
  BITS[0] = isForward ? ax : bx;
  BITS[1] = isForward ? ay : by;
  BITS[2] = isForward ? bx : ax;
  BITS[3] = isForward ? by : ay;
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (const word of WORDS) {
    low = Math.imul(low ^ word, 0x01000193) >>> 0;
    high = Math.imul(high ^ (word + (low >>> 7)), 0x85ebca6b) >>> 0;
    high = (high ^ (high >>> 15)) >>> 0;
  }
  // 53 bits: what a number holds exactly.
  return (high >>> 11) * 2 ** 32 + low;
}

export class Adjacency {
  /** The zones on either side of an edge. */
  private readonly zonesOfEdge = new Map<number, number[]>();
  private readonly edgesOfZone = new Map<number, number[]>();
  private readonly colours = new Map<number, number>();

  /** Takes in a zone, in place of what was known of it. */
  put(zone: number, polygons: readonly Polygon[]): void {
    this.remove(zone);
    const edges: number[] = [];
    for (const ring of polygons.flat()) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const [ax = 0, ay = 0, bx = 0, by = 0] = ring.subarray(at, at + 4);
        const edge = edgeHash(ax, ay, bx, by);
        edges.push(edge);
        const zones = this.zonesOfEdge.get(edge);
        if (zones === undefined) this.zonesOfEdge.set(edge, [zone]);
        else zones.push(zone);
      }
    }
    this.edgesOfZone.set(zone, edges);
  }

  remove(zone: number): void {
    for (const edge of this.edgesOfZone.get(zone) ?? []) {
      const zones = this.zonesOfEdge.get(edge)?.filter((each) => each !== zone) ?? [];
      if (zones.length === 0) this.zonesOfEdge.delete(edge);
      else this.zonesOfEdge.set(edge, zones);
    }
    this.edgesOfZone.delete(zone);
  }

  neighbours(zone: number): Set<number> {
    const found = new Set<number>();
    for (const edge of this.edgesOfZone.get(zone) ?? []) {
      for (const each of this.zonesOfEdge.get(edge) ?? []) if (each !== zone) found.add(each);
    }
    return found;
  }

  /**
   * Gives zones colours that their neighbours have not: the least used of the first `palette`, more
   * only where those do not suffice. A zone whose colour still fits keeps it, so that an edit does
   * not recolour the map.
   */
  colour(zones: Iterable<number>, palette: number): void {
    for (const zone of zones) {
      if (!this.edgesOfZone.has(zone)) {
        this.colours.delete(zone);
        continue;
      }
      const taken = new Set<number>();
      for (const each of this.neighbours(zone)) {
        const colour = this.colours.get(each);
        if (colour !== undefined) taken.add(colour);
      }
      const own = this.colours.get(zone);
      if (own !== undefined && !taken.has(own)) continue;
      this.colours.set(zone, firstFree(taken, zone % palette, palette));
    }
  }

  colourOf(zone: number): number {
    return this.colours.get(zone) ?? 0;
  }
}

/** The first free colour from a start on, round the palette; beyond it where all are taken. */
function firstFree(taken: ReadonlySet<number>, start: number, palette: number): number {
  for (let step = 0; step < palette; step += 1) {
    const colour = (start + step) % palette;
    if (!taken.has(colour)) return colour;
  }
  let colour = palette;
  while (taken.has(colour)) colour += 1;
  return colour;
}
