// Several zones: their sums, and each in a line.
import type { Context } from '../../context';
import type { ZoneRow } from '../../engine/types';
import { area, count, say, sayCount } from '../../i18n';
import type { State } from '../../state/store';
import { element } from '../dom';
import { facts, zoneLink } from './parts';

const SHOWN = 40;

/** What zones are together. */
export interface Sums {
  readonly zones: number;
  readonly households: number;
  readonly areaM2: number;
  readonly communities: number;
  readonly broken: number;
  readonly locked: number;
}

export function sumsOf(rows: readonly ZoneRow[]): Sums {
  return {
    zones: rows.length,
    households: rows.reduce((sum, row) => sum + row.households, 0),
    areaM2: rows.reduce((sum, row) => sum + row.areaM2, 0),
    communities: new Set(rows.map((row) => row.communityKey)).size,
    broken: rows.filter(({ state }) => state === 'broken').length,
    locked: rows.filter(({ isLocked }) => isLocked).length,
  };
}

/** Nothing where no more than one zone is chosen. */
export function severalCard({ lang, plan, selection }: State, context: Context): HTMLElement[] {
  if (plan === undefined || selection.length < 2) return [];
  const rows = selection.map((key) => plan.rows.get(key)).filter((row): row is ZoneRow => row !== undefined);
  const sums = sumsOf(rows);
  const number = (value: number): string => count(lang, value);
  const words = { zones: number(sums.zones), households: number(sums.households) };
  const lines = rows.slice(0, SHOWN).map((row) =>
    element(
      'li',
      `pair ${row.state}`,
      zoneLink(row.key, row.code, context),
      element('span', 'note', sayCount(lang, 'card.household_count', row.households)),
    ),
  );
  const left = rows.length - lines.length;
  if (left > 0) lines.push(element('li', 'note', say(lang, 'effect.more', { count: number(left) })));
  return [
    element('p', 'several', say(lang, 'card.several', words)),
    facts(
      [say(lang, 'card.area'), area(lang, sums.areaM2)],
      [say(lang, 'role.community'), number(sums.communities)],
      [say(lang, 'state.broken'), number(sums.broken)],
      [say(lang, 'card.locked'), number(sums.locked)],
    ),
    element('ul', 'members', ...lines),
  ];
}
