// Everything about the chosen zone or place.
import type { Context } from '../context';
import type { Located, SizeBounds, ZoneCard, ZoneRow } from '../engine/types';
import { area, count, length, say, sayCount, type Lang } from '../i18n';
import { CLOSE } from '../shell/icons';
import type { State } from '../state/store';
import { element, iconButton } from './dom';

export function cardPanel(root: HTMLElement, { store, editor }: Context): void {
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    editor.select([]);
    store.change({ chosen: undefined });
  });
  store.watchParts(['lang', 'chosen', 'selection', 'plan'], (state) => {
    const { lang, chosen, selection } = state;
    root.hidden = chosen === undefined && selection.length === 0;
    if (root.hidden) return;
    root.setAttribute('aria-label', say(lang, 'card.zone'));
    root.setAttribute('aria-live', 'polite');
    const close = iconButton(CLOSE, say(lang, 'card.close'), () => {
      editor.select([]);
      store.change({ chosen: undefined });
    });
    close.classList.add('close');
    root.replaceChildren(close, ...several(state));
    if (chosen?.card !== undefined) root.append(...zone(lang, chosen.card));
    else if (selection.length === 0) root.append(element('p', '', say(lang, 'card.outside')));
    if (chosen?.located !== undefined) root.append(...here(lang, chosen.located));
  });
}

/** How many zones are chosen and what they hold together, where it is more than one. */
function several({ lang, plan, selection }: State): HTMLElement[] {
  if (plan === undefined || selection.length < 2) return [];
  const rows = selection.map((key) => plan.rows.get(key)).filter((row): row is ZoneRow => row !== undefined);
  const households = rows.reduce((sum, row) => sum + row.households, 0);
  const words = { zones: count(lang, rows.length), households: count(lang, households) };
  return [element('p', 'several', say(lang, 'card.several', words))];
}

function zone(lang: Lang, card: ZoneCard): HTMLElement[] {
  const facts = element('dl', 'figures');
  const fact = (name: string, value: string): void => {
    facts.append(element('dt', '', name), element('dd', '', value));
  };
  fact(say(lang, 'card.community'), card.community);
  fact(say(lang, 'card.households'), count(lang, card.households));
  fact(say(lang, 'card.area'), area(lang, card.areaM2));
  fact(say(lang, 'card.perimeter'), length(lang, card.perimeterM));
  const parts = [
    element('h2', 'code', card.code),
    element('p', 'name', card.name),
    element('p', `state ${card.state}`, say(lang, `state.${card.state}`)),
    facts,
    ...size(lang, card.size, card.bounds),
    ...list(say(lang, 'card.violations'), 'violations', card.violations),
    ...list(say(lang, 'card.reasons'), 'reasons', card.reasons),
    ...list(say(lang, 'card.alternatives'), 'alternatives', card.alternatives),
  ];
  const cells = card.baseCells.map(
    ({ key, households }) => `${key} · ${sayCount(lang, 'card.household_count', households)}`,
  );
  return [...parts, ...list(say(lang, 'card.base_cells'), 'base-cells', cells)];
}

/** A size beside its bounds: a bar from nothing to half beyond the largest allowed. */
function size(lang: Lang, value: number, bounds: SizeBounds | undefined): HTMLElement[] {
  if (bounds === undefined) return [element('p', 'note', say(lang, 'card.no_bounds'))];
  const { min, max, target, measure } = bounds;
  const full = Math.max(max * 1.5, value);
  const bar = element('div', 'bounds', element('span', 'allowed'), element('span', 'value'));
  bar.setAttribute('aria-hidden', 'true');
  bar.style.setProperty('--min', `${(100 * min) / full}%`);
  bar.style.setProperty('--max', `${(100 * max) / full}%`);
  bar.style.setProperty('--value', `${(100 * value) / full}%`);
  const key = measure === 'households' ? 'card.bounds_households' : 'card.bounds_area';
  const words = { min: count(lang, min), max: count(lang, max), target: count(lang, target) };
  return [bar, element('p', 'note', say(lang, key, words))];
}

function list(title: string, className: string, sentences: string[]): HTMLElement[] {
  if (sentences.length === 0) return [];
  const items = sentences.map((sentence) => element('li', '', sentence));
  return [element('h3', '', title), element('ul', className, ...items)];
}

function here(lang: Lang, { layers }: Located): HTMLElement[] {
  if (layers.length === 0) return [];
  const facts = element('dl', 'figures');
  for (const { name, keys } of layers) {
    const value = keys.length === 0 ? say(lang, 'card.gap') : keys.join(lang === 'zh' ? '、' : ', ');
    facts.append(element('dt', '', name), element('dd', '', value));
  }
  return [element('h3', '', say(lang, 'card.here')), facts];
}
