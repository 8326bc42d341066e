// A size beside its bounds.
import type { SizeBounds } from '../../engine/types';
import { area, count, say, type Lang } from '../../i18n';
import { element } from '../dom';

/** Where things lie on the bar, in per cent of its length. */
export interface Marks {
  readonly min: number;
  readonly target: number;
  readonly max: number;
  readonly value: number;
}

/** The bar goes from nothing to half beyond the largest allowed, or to the value where that is more. */
export function marksOf(value: number, { min, max, target }: SizeBounds): Marks {
  const full = Math.max(max * 1.5, value, 1);
  const place = (size: number): number => Math.round((1000 * size) / full) / 10;
  return { min: place(min), target: place(target), max: place(max), value: place(value) };
}

/** How a size stands to its bounds. */
export function standing(value: number, { min, max }: SizeBounds): 'below' | 'within' | 'above' {
  if (value < min) return 'below';
  return value > max ? 'above' : 'within';
}

export function sizeBar(lang: Lang, value: number, bounds: SizeBounds | undefined): HTMLElement[] {
  if (bounds === undefined) return [element('p', 'note', say(lang, 'card.no_bounds'))];
  const { min, max, target, measure } = bounds;
  const how = standing(value, bounds);
  const track = element('div', `bounds ${how}`);
  track.setAttribute('role', 'img');
  const marks = marksOf(value, bounds);
  for (const [name, place] of Object.entries(marks)) track.style.setProperty(`--${name}`, `${place}%`);
  track.append(element('span', 'allowed'), element('span', 'target'), element('span', 'value'));
  const figure = (size: number): string => (measure === 'households' ? count(lang, size) : area(lang, size));
  const ends = element('div', 'bounds-ends', tick(figure(min), 'min', marks.min), tick(figure(max), 'max', marks.max));
  ends.setAttribute('aria-hidden', 'true');
  const key = measure === 'households' ? 'card.bounds_households' : 'card.bounds_area';
  const rule = say(lang, key, { min: figure(min), max: figure(max), target: figure(target) });
  track.setAttribute('aria-label', `${figure(value)}. ${say(lang, `card.${how}`)}. ${rule}`);
  const distance = how === 'below' ? min - value : value - max;
  const off = how === 'within' ? '' : ` · ${say(lang, `card.off_${how}`, { by: figure(distance) })}`;
  return [track, ends, element('p', 'note', `${rule}${off}`)];
}

function tick(text: string, name: string, place: number): HTMLElement {
  const made = element('span', name, text);
  made.style.setProperty('--at', `${place}%`);
  return made;
}
