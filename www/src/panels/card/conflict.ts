// A defect of the input: what it is, how large, what was done about it.
import type { Context } from '../../context';
import type { Conflict } from '../../engine/types';
import { area, count, length, say, type Lang } from '../../i18n';
import type { State } from '../../state/store';
import { button, element } from '../dom';
import { goToPlace } from '../go';
import { cellLink, facts } from './parts';

export function conflictCard({ lang }: State, conflict: Conflict, context: Context): HTMLElement[] {
  const pairs: [string, string][] = [
    [say(lang, 'card.layer'), conflict.layerName],
    [say(lang, 'card.area'), area(lang, conflict.areaM2)],
    [say(lang, 'card.width'), length(lang, conflict.widthM)],
    [say(lang, 'card.households'), count(lang, conflict.households)],
  ];
  const chips = element('p', 'chips', element('span', 'state exempt', kindOfWidth(lang, conflict.isSliver)));
  const cells = conflict.cells.map((cell) => element('li', '', cellLink(conflict.layer, cell, context)));
  const again = button(say(lang, 'go.again'), '', () => goToPlace(context, conflict.place, 17));
  again.dataset['focus'] = 'conflict-go';
  return [
    element('h2', '', conflict.name),
    chips,
    facts(...pairs),
    element('h3', '', say(lang, 'card.done_about')),
    element('p', '', conflict.sentence),
    ...(cells.length > 0 ? [element('h3', '', say(lang, 'card.conflict_cells')), element('ul', '', ...cells)] : []),
    again,
  ];
}

function kindOfWidth(lang: Lang, isSliver: boolean): string {
  return say(lang, isSliver ? 'card.sliver' : 'card.no_sliver');
}
