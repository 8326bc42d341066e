// Zones by code, name or community: the way to a zone without the map.
import type { Context } from '../context';
import type { ZoneRow } from '../engine/types';
import { count, say, sayCount, type Lang } from '../i18n';
import { button, element, emptyState, section } from './dom';
import type { Panel } from './panel';

const SHOWN = 60;

export const zonesPanel: Panel = {
  id: 'zones',
  title: 'panel.zones',
  icon: ['M4 4h16v16H4z', 'M4 10.5h9V20', 'M13 10.5L20 8'],
  mount: (root, context) => {
    let sought = '';
    context.store.watchParts(['lang', 'plan', 'selection'], (state, before) => {
      const { lang, plan, selection } = state;
      if (plan === undefined) {
        root.replaceChildren(emptyState(say(lang, 'zones.empty')));
        return;
      }
      const rows = [...plan.rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
      const old = root.querySelector('.found');
      const list = element('div', 'found');
      const fill = (): void => list.replaceChildren(...found(lang, rows, sought, selection, context));
      fill();
      // Typing goes on where it was: the field stays, only the list is another one.
      if (old !== null && lang === before.lang) {
        old.replaceWith(list);
        return;
      }
      const input = searchField(lang, sought);
      input.addEventListener('input', () => {
        sought = input.value;
        refill(root, context, sought);
      });
      root.replaceChildren(section(say(lang, 'zones.title'), input, list));
    });
  },
};

function refill(root: HTMLElement, context: Context, sought: string): void {
  const { lang, plan, selection } = context.store.state;
  const rows = [...(plan?.rows.values() ?? [])].sort((a, b) => (a.code < b.code ? -1 : 1));
  root.querySelector('.found')?.replaceChildren(...found(lang, rows, sought, selection, context));
}

function searchField(lang: Lang, sought: string): HTMLInputElement {
  const input = element('input');
  input.type = 'search';
  input.value = sought;
  input.placeholder = say(lang, 'zones.search');
  input.setAttribute('aria-label', say(lang, 'zones.search'));
  return input;
}

function found(
  lang: Lang,
  rows: readonly ZoneRow[],
  sought: string,
  selection: readonly number[],
  context: Context,
): HTMLElement[] {
  const words = sought.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = rows.filter((row) => {
    const text = `${row.code} ${row.name} ${row.community}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (matches.length === 0) return [element('p', 'note', say(lang, 'zones.none'))];
  const shown: HTMLElement[] = matches.slice(0, SHOWN).map((row) => line(lang, row, selection.includes(row.key), context));
  const left = matches.length - shown.length;
  if (left > 0) {
    shown.push(element('p', 'note', say(lang, 'zones.more', { count: count(lang, left) })));
  }
  return shown;
}

function line(lang: Lang, row: ZoneRow, isChosen: boolean, { editor, map }: Context): HTMLElement {
  const made = button('', `zone-line ${row.state}`, () => {
    map.reveal(row.place);
    editor.select([row.key]);
  });
  made.setAttribute('aria-pressed', String(isChosen));
  made.append(
    element('span', 'code', row.code),
    element('span', 'amount', sayCount(lang, 'card.household_count', row.households)),
    element('span', 'note', row.community),
  );
  return made;
}
