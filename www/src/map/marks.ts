// What is chosen, drawn above the map at once.
import type { Context } from '../context';
import { CHOSEN_EDGE, CHOSEN_INK } from './style';

const CHOSEN = 'chosen';

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
