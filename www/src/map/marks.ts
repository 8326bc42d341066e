// What is chosen and what an edit would move, drawn above the map at once.
import type { Context } from '../context';
import type { Effect, ZoneRow } from '../engine/types';
import { Latest } from '../state/queue';
import type { Plan } from '../state/store';
import { polygonsById } from './shapes';
import { CHOSEN_EDGE, CHOSEN_INK, MOVED_INK, REFUSED_EDGE, REFUSED_INK } from './style';

const CHOSEN = 'chosen';
const MOVED = 'moved';
const REFUSED = 'refused';
/** Beyond that many units the numbers of the preview have to do. */
const MOVED_MOST = 20_000;

const nothing = (): void => undefined;

export function markSelection({ store, map }: Context): void {
  store.watchParts(['selection', 'plan'], ({ selection }) => {
    if (selection.length === 0) {
      // Its place is kept: what tools draw lies above it.
      map.overlay.put(CHOSEN, nothing);
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

/** The units that the tool in hand would move. */
export function markPreview({ store, map, engine }: Context): void {
  const latest = new Latest();
  const draw = async ({ moved, ground }: Effect): Promise<void> => {
    // Where a line would cut, the units that would move are not there yet: their ground comes with the preview.
    const shapes = ground ?? (await latest.ask(() => engine.call('unitShapes', { units: moved })));
    if (shapes === undefined || store.state.preview?.moved !== moved) return;
    const polygons = [...polygonsById(shapes).values()].flat();
    map.overlay.put(MOVED, (pen) => pen.polygons(polygons, MOVED_INK));
  };
  store.watchParts(['preview'], ({ preview }) => {
    const moves = preview === undefined ? 0 : preview.moved.length;
    if (preview !== undefined && moves > 0 && moves <= MOVED_MOST) {
      // A preview without its picture is still one: its numbers stay.
      draw(preview).catch(() => map.overlay.put(MOVED, nothing));
      return;
    }
    latest.forget();
    map.overlay.put(MOVED, nothing);
  });
}
