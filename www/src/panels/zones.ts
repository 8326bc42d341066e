// Zones by code, name or community: the way to a zone without the map.
import type { ZoneRow } from '../engine/types';
import { count, say, sayCount, type Lang } from '../i18n';
import type { Store } from '../state/store';
import { button, element, section } from './dom';

const SHOWN = 30;

export function zonesPanel(root: HTMLElement, store: Store, choose: (row: ZoneRow) => void): void {
  let sought = '';
  store.watch(({ lang, result }, before) => {
    if (lang === before.lang && result === before.result && root.childElementCount > 0) return;
    if (result === undefined) {
      root.replaceChildren();
      return;
    }
    const input = element('input');
    input.type = 'search';
    input.value = sought;
    input.placeholder = say(lang, 'zones.search');
    input.setAttribute('aria-label', say(lang, 'zones.search'));
    const list = element('div', 'found');
    const fill = (): void => list.replaceChildren(...found(lang, result.rows, sought, choose));
    input.addEventListener('input', () => {
      sought = input.value;
      fill();
    });
    fill();
    root.replaceChildren(section(say(lang, 'zones.title'), input, list));
  });
}

function found(
  lang: Lang,
  rows: readonly ZoneRow[],
  sought: string,
  choose: (row: ZoneRow) => void,
): HTMLElement[] {
  const words = sought.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = rows.filter((row) => {
    const text = `${row.code} ${row.name} ${row.community}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (matches.length === 0) return [element('p', 'note', say(lang, 'zones.none'))];
  const shown: HTMLElement[] = matches.slice(0, SHOWN).map((row) => line(lang, row, choose));
  const left = matches.length - shown.length;
  if (left > 0) {
    shown.push(element('p', 'note', say(lang, 'zones.more', { count: count(lang, left) })));
  }
  return shown;
}

function line(lang: Lang, row: ZoneRow, choose: (row: ZoneRow) => void): HTMLElement {
  const made = button('', `zone-line ${row.state}`, () => choose(row));
  made.append(
    element('span', 'code', row.code),
    element('span', 'amount', sayCount(lang, 'card.household_count', row.households)),
    element('span', 'note', row.community),
  );
  return made;
}
