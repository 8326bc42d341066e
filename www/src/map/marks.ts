// What is chosen and what an edit would move, drawn above the map at once.
import type { Context } from '../context';
import type { Effect } from '../engine/types';
import { Latest } from '../state/queue';
import { polygonsById } from './shapes';
import { CHOSEN_EDGE, CHOSEN_INK, MOVED_INK } from './style';

const CHOSEN = 'chosen';
const MOVED = 'moved';
/** Beyond that many units the numbers of the preview have to do. */
const MOVED_MOST = 20_000;

export function markSelection({ store, map }: Context): void {
  store.watchParts(['selection', 'plan'], ({ selection }) => {
    if (selection.length === 0) {
      map.overlay.remove(CHOSEN);
      return;
    }
    map.overlay.put(CHOSEN, (pen) => {
      const outlines = selection.flatMap((zone) => map.zones.outline(zone));
      pen.polygons(outlines, CHOSEN_EDGE);
      pen.polygons(outlines, CHOSEN_INK);
    });
  });
}

/** The units that the tool in hand would move. */
export function markPreview({ store, map, engine }: Context): void {
  const latest = new Latest();
  const draw = async ({ moved }: Effect): Promise<void> => {
    const shapes = await latest.ask(() => engine.call('unitShapes', { units: moved }));
    if (shapes === undefined) return;
    const polygons = [...polygonsById(shapes).values()].flat();
    map.overlay.put(MOVED, (pen) => pen.polygons(polygons, MOVED_INK));
  };
  store.watchParts(['preview'], ({ preview }) => {
    const moves = preview === undefined ? 0 : preview.moved.length;
    if (preview !== undefined && moves > 0 && moves <= MOVED_MOST) {
      // A preview without its picture is still one: its numbers stay.
      draw(preview).catch(() => map.overlay.remove(MOVED));
      return;
    }
    latest.forget();
    map.overlay.remove(MOVED);
  });
}
