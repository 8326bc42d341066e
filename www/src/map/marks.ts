// What is chosen, drawn above the map at once.
import type { Context } from '../context';
import type { ZoneRow } from '../engine/types';
import type { Plan } from '../state/store';
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

/** Where the reason lies why an edit was refused: a place, or the zones that are named. */
export function markRefusal({ store, map }: Context): void {
  store.watchParts(['message', 'plan'], ({ message, plan }) => {
    const refused = message?.kind === 'refused' ? message : undefined;
    if (refused === undefined) {
      map.overlay.remove(REFUSED);
      return;
    }
    const { place } = refused;
    const named = zonesNamed(refused.text, plan);
    map.overlay.put(REFUSED, (pen) => {
      const outlines = named.flatMap(({ key }) => map.zones.outline(key));
      pen.polygons(outlines, REFUSED_EDGE);
      pen.polygons(outlines, REFUSED_INK);
      if (place === undefined) return;
      pen.dot(place, 13, REFUSED_EDGE);
      pen.dot(place, 13, REFUSED_INK);
      pen.dot(place, 3, { fill: REFUSED_INK.line });
    });
  });
}

/** The zones whose codes stand in a sentence. */
export function zonesNamed(sentence: string, plan: Plan | undefined): ZoneRow[] {
  const codes = new Set(sentence.match(/[0-9A-Za-z-]{6,}/g));
  return [...(plan?.rows.values() ?? [])].filter(({ code }) => codes.has(code));
}
