// What the cards are built of.
import type { Context } from '../../context';
import type { ZoneKey } from '../../engine/types';
import { percent, say, type Lang } from '../../i18n';
import { goToZone, showCell } from '../go';
import { button, element } from '../dom';

/** Names and values, one line each. */
export function facts(...pairs: readonly (readonly [name: string, value: string | Node])[]): HTMLElement {
  const list = element('dl', 'figures');
  for (const [name, value] of pairs) list.append(element('dt', '', name), element('dd', '', value));
  return list;
}

/** Sentences under a title; nothing where there are none. */
export function sentences(title: string, className: string, texts: readonly string[]): HTMLElement[] {
  if (texts.length === 0) return [];
  const items = texts.map((text) => element('li', '', text));
  return [element('h3', '', title), element('ul', className, ...items)];
}

/** A part that is closed at first; its id keeps it open when the card is filled anew. */
export function folded(id: string, title: string, ...children: HTMLElement[]): HTMLDetailsElement {
  const made = element('details', 'fold', element('summary', '', title), ...children);
  made.id = `card-${id}`;
  return made;
}

/** A share as a small bar and a number. */
export function shareBar(lang: Lang, share: number): HTMLElement {
  const bar = element('span', 'share-bar', element('span', 'part'));
  bar.style.setProperty('--share', `${Math.round(share * 1000) / 10}%`);
  bar.setAttribute('aria-hidden', 'true');
  return element('span', 'share', bar, element('span', 'amount', percent(lang, share)));
}

/** A zone's code that leads to the zone. */
export function zoneLink(zone: ZoneKey, text: string, context: Context): HTMLElement {
  const made = button(text, 'link code', () => goToZone(context, zone));
  made.dataset['focus'] = `zone-${zone}`;
  made.title = say(context.store.state.lang, 'go.zone', { code: text });
  return made;
}

/** A cell's key that leads to its crosswalk. */
export function cellLink(layer: string, cell: string, context: Context, text = cell): HTMLElement {
  const made = button(text, 'link', () => showCell(context, layer, cell));
  made.dataset['focus'] = `cell-${layer}-${cell}`;
  made.title = say(context.store.state.lang, 'go.cell', { cell });
  return made;
}
