// The ways from a panel to a place of the map.
import type { Context } from '../context';
import type { Bounds, Conflict, LonLat, ZoneKey } from '../engine/types';
import type { Polygon } from '../map/shapes';

const NEAREST_ZOOM = 17;
const PADDING_PX = 72;
const MARK = 'panel:mark';
const MARK_SHOWN_MS = 2600;
const EDGE = { line: '#ffffff', width_px: 7 } as const;
const RING = { line: '#a3202f', width_px: 3 } as const;

/** The smallest box around polygons. */
export function boundsOf(polygons: readonly Polygon[]): Bounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [shell] of polygons) {
    for (let at = 0; shell !== undefined && at + 1 < shell.length; at += 2) {
      const [lon = 0, lat = 0] = shell.subarray(at, at + 2);
      [west, east] = [Math.min(west, lon), Math.max(east, lon)];
      [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    }
  }
  return west <= east ? [west, south, east, north] : undefined;
}

/** Shows zones as large as fits, with some of what lies around them. */
export function frame({ map }: Context, zones: readonly ZoneKey[]): void {
  inSight(map);
  const bounds = boundsOf(zones.flatMap((zone) => map.zones.outline(zone)));
  if (bounds === undefined) return;
  map.library.fitBounds(bounds, { padding: PADDING_PX, maxZoom: NEAREST_ZOOM, animate: false });
}

export function goToZone(context: Context, zone: ZoneKey): void {
  frame(context, [zone]);
  context.editor.select([zone]);
}

/** Moves to a place and rings it for a moment. */
export function goToPlace({ map }: Context, place: LonLat, zoom = 16): void {
  inSight(map);
  map.library.jumpTo({ center: place, zoom: Math.max(zoom, map.library.getZoom()) });
  ring(map, place);
}

/** On a narrow screen the map may be scrolled away; what opens beside it comes first. */
function inSight(map: Context['map']): void {
  requestAnimationFrame(() => requestAnimationFrame(() => map.surface.scrollIntoView({ block: 'nearest' })));
}

function ring(map: Context['map'], place: LonLat): void {
  map.overlay.put(MARK, (pen) => {
    pen.dot(place, 15, EDGE);
    pen.dot(place, 15, RING);
  });
  clearTimeout(ringing.get(map));
  ringing.set(map, window.setTimeout(() => map.overlay.remove(MARK), MARK_SHOWN_MS));
}

const ringing = new WeakMap<Context['map'], number>();

export function showConflict(context: Context, conflict: Conflict): void {
  const { store, editor } = context;
  editor.select([]);
  store.change({ chosen: undefined, subject: { kind: 'conflict', conflict } });
  goToPlace(context, conflict.place, 17);
}

/** Tells of a cell, and shows the zones that it lies in. */
export function showCell(context: Context, layer: string, cell: string): void {
  const { store, editor } = context;
  editor.select([]);
  store.change({ chosen: undefined, subject: { kind: 'cell', layer, cell } });
  if (store.state.plan === undefined) return;
  // Where the cell is not known, the card says so.
  void editor.ask('crosswalkOf', { layer, cell }).then(
    (rows) => frame(context, rows.flatMap(({ zone }) => (zone === undefined ? [] : [zone]))),
    () => undefined,
  );
}
