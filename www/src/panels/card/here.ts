// The cells of every layer at the chosen place.
import type { Context } from '../../context';
import type { Located } from '../../engine/types';
import { say } from '../../i18n';
import type { State } from '../../state/store';
import { element } from '../dom';
import { cellLink, facts } from './parts';

export function hereCard({ lang, project }: State, { layers }: Located, context: Context): HTMLElement[] {
  if (layers.length === 0) return [];
  const pairs = layers.map(({ name, keys }): [string, Node] => {
    const id = project?.layers.find((layer) => layer.name === name)?.id;
    const value = element('span', 'keys');
    if (keys.length === 0) value.append(element('span', 'note', say(lang, 'card.gap')));
    for (const key of keys) value.append(id === undefined ? element('span', '', key) : cellLink(id, key, context));
    return [name, value];
  });
  return [element('h3', '', say(lang, 'card.here')), facts(...pairs)];
}
