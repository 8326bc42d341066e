// One zone: what it is, how it stands to the rules, why it is so, whose cells lie in it, what was done.
import type { Context } from '../../context';
import type { Card, HistoryEntry, LayerCells, Violation } from '../../engine/types';
import { area, count, length, say, sayCount, type Lang } from '../../i18n';
import type { State } from '../../state/store';
import { acceptedWords } from '../accept';
import { element } from '../dom';
import { moment } from '../time';
import { sizeBar } from './bar';
import { cellLink, facts, folded, sentences, shareBar } from './parts';

/** Cells of a layer that are listed; the others are counted. */
const CELLS_SHOWN = 12;

export function zoneCard(state: State, card: Card, context: Context): HTMLElement[] {
  const { lang } = state;
  const known = state.violations?.filter(({ zone }) => zone === card.key) ?? [];
  const chips = element('p', 'chips', element('span', `state ${card.state}`, say(lang, `state.${card.state}`)));
  if (card.isLocked) chips.append(element('span', 'state locked', say(lang, 'card.locked')));
  if (card.isEdited) chips.append(element('span', 'state edited', say(lang, 'legend.edited')));
  if (card.className !== undefined) chips.append(element('span', 'state exempt', card.className));
  return [
    element('h2', 'code', card.code),
    element('p', 'name', card.name),
    chips,
    facts(
      [say(lang, 'card.community'), card.community],
      [say(lang, 'card.households'), count(lang, card.households)],
      [say(lang, 'card.area'), area(lang, card.areaM2)],
      [say(lang, 'card.perimeter'), length(lang, card.perimeterM)],
    ),
    ...sizeBar(lang, card.size, card.bounds),
    ...broken(lang, known, card.violations),
    ...known.flatMap(({ accepted }) => (accepted === undefined ? [] : [element('p', 'note', acceptedWords(lang, accepted))])),
    ...sentences(say(lang, 'card.reasons'), 'reasons', card.reasons),
    ...sentences(say(lang, 'card.alternatives'), 'alternatives', card.alternatives),
    ...departments(lang, card.cells, context),
    ...baseCells(state, card, context),
    ...history(lang, card.history),
  ];
}

/** The card's own sentences know more (why a rule cannot be met); without them those of the list of all. */
function broken(lang: Lang, known: readonly Violation[], texts: readonly string[]): HTMLElement[] {
  if (texts.length > 0 || known.length === 0) return sentences(say(lang, 'card.violations'), 'violations', texts);
  const items = known.map(({ sentence, citation }) => {
    const item = element('li', '', sentence);
    if (citation !== '') item.append(element('span', 'citation', citation));
    return item;
  });
  return [element('h3', '', say(lang, 'card.violations')), element('ul', 'violations', ...items)];
}

function departments(lang: Lang, layers: readonly LayerCells[], context: Context): HTMLElement[] {
  const parts = layers.filter(({ cells }) => cells.length > 0).map((layer) => {
    const lines = layer.cells.slice(0, CELLS_SHOWN).map((cell) => {
      const name = cell.name === undefined || cell.name === '' ? cell.key : `${cell.key} ${cell.name}`;
      const line = element('li', 'cell-share', cellLink(layer.layer, cell.key, context, name));
      const amount = element('span', 'note', sayCount(lang, 'card.household_count', cell.households));
      line.append(amount, shareBar(lang, cell.ofCell));
      return line;
    });
    const left = layer.cells.length - lines.length;
    if (left > 0) lines.push(element('li', 'note', say(lang, 'card.more_cells', { count: count(lang, left) })));
    const title = `${layer.name} · ${sayCount(lang, 'layers.cells', layer.cells.length)}`;
    return folded(`cells-${layer.layer}`, title, element('ul', 'cell-shares', ...lines));
  });
  if (parts.length === 0) return [];
  const note = element('p', 'note', say(lang, 'card.cells_note'));
  return [element('h3', '', say(lang, 'card.cells')), note, ...parts];
}

function baseCells({ lang, project }: State, card: Card, context: Context): HTMLElement[] {
  if (card.baseCells.length === 0) return [];
  const base = project?.layers.find(({ role }) => role === 'base')?.id;
  const lines = card.baseCells.map(({ key, households }) => {
    const name = base === undefined ? element('span', '', key) : cellLink(base, key, context);
    return element('li', 'pair', name, element('span', 'note', sayCount(lang, 'card.household_count', households)));
  });
  const title = `${say(lang, 'card.base_cells')} · ${count(lang, lines.length)}`;
  return [folded('base', title, element('ul', 'base-cells', ...lines))];
}

function history(lang: Lang, entries: readonly HistoryEntry[]): HTMLElement[] {
  const lines = entries.map(({ title, who, when, why }) => {
    const line = element('li', '', title);
    const said = [moment(lang, when), who, why].filter((part) => part !== '').join(' · ');
    if (said !== '') line.append(element('span', 'citation', said));
    return line;
  });
  if (lines.length === 0) return [];
  const title = `${say(lang, 'card.history')} · ${count(lang, lines.length)}`;
  return [folded('history', title, element('ul', 'zone-history', ...lines))];
}
