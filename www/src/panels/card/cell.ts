// A cell of a layer: in which zones its households live now.
import type { Context } from '../../context';
import type { CrosswalkRow } from '../../engine/types';
import { area, count, say, sayCount, type Lang } from '../../i18n';
import { thrownWords } from '../../i18n/problem';
import type { State } from '../../state/store';
import { button, element } from '../dom';
import { frame } from '../go';
import { facts, shareBar, zoneLink } from './parts';

export function cellCard(state: State, layer: string, cell: string, context: Context): HTMLElement[] {
  const { lang, project, plan } = state;
  const info = project?.layers.find(({ id }) => id === layer);
  const body = element('div', 'stack');
  if (plan === undefined) body.append(element('p', 'note', say(lang, 'crosswalk.empty')));
  else void fill(body, lang, layer, cell, context);
  return [
    element('h2', 'code', cell),
    element('p', 'name', `${info?.name ?? layer}${info === undefined ? '' : ` · ${say(lang, `role.${info.role}`)}`}`),
    body,
  ];
}

async function fill(body: HTMLElement, lang: Lang, layer: string, cell: string, context: Context): Promise<void> {
  try {
    const rows = await context.editor.ask('crosswalkOf', { layer, cell });
    body.replaceChildren(...crosswalk(lang, rows, context));
  } catch (thrown) {
    body.replaceChildren(element('p', 'note', thrownWords(lang, thrown)));
  }
}

/** The crosswalk of one cell; the panel shows it too. */
export function crosswalk(lang: Lang, found: readonly CrosswalkRow[], context: Context): HTMLElement[] {
  const rows = [...found].sort((a, b) => b.share - a.share || b.areaM2 - a.areaM2);
  const households = rows.reduce((sum, row) => sum + row.households, 0);
  const ground = rows.reduce((sum, row) => sum + row.areaM2, 0);
  const zones = rows.flatMap(({ zone }) => (zone === undefined ? [] : [zone]));
  const lines = rows.map((row) => {
    const name =
      row.zone === undefined
        ? element('span', 'note', say(lang, 'crosswalk.outside'))
        : zoneLink(row.zone, row.code ?? String(row.zone), context);
    const amount = `${sayCount(lang, 'card.household_count', row.households)} · ${area(lang, row.areaM2)}`;
    return element('li', 'cell-share', name, element('span', 'note', amount), shareBar(lang, row.share));
  });
  const go = button(say(lang, 'go.cell_zones'), '', () => {
    context.editor.select(zones);
    frame(context, zones);
  });
  go.disabled = zones.length === 0;
  go.dataset['focus'] = 'cell-zones';
  return [
    facts(
      [say(lang, 'card.households'), count(lang, households)],
      [say(lang, 'card.area'), area(lang, ground)],
      [say(lang, 'report.zones'), count(lang, zones.length)],
    ),
    element('h3', '', say(lang, 'crosswalk.cell_title')),
    element('ul', 'cell-shares', ...lines),
    go,
  ];
}
