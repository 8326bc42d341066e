// What is chosen, drawn above the map at once.
import type { Context } from '../context';
import { CHOSEN_EDGE, CHOSEN_INK, REFUSED_EDGE, REFUSED_INK } from './style';

const CHOSEN = 'chosen';
const REFUSED = 'refused';

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

/** Where the reason lies why an edit was refused. */
export function markRefusal({ store, map }: Context): void {
  store.watchParts(['message'], ({ message }) => {
    const place = message?.kind === 'refused' ? message.place : undefined;
    if (place === undefined) {
      map.overlay.remove(REFUSED);
      return;
    }
    map.overlay.put(REFUSED, (pen) => {
      pen.dot(place, 13, REFUSED_EDGE);
      pen.dot(place, 13, REFUSED_INK);
      pen.dot(place, 3, { fill: REFUSED_INK.line });
    });
  });
}
