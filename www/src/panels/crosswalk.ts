// From the cells of departments to zones and back: a cell by its number, a zone that is chosen.
import type { Context } from '../context';
import type { LayerCells } from '../engine/types';
import { area, count, say, sayCount, type Lang } from '../i18n';
import { thrownWords } from '../i18n/problem';
import type { State } from '../state/store';
import { crosswalk } from './card/cell';
import { cellLink, folded, shareBar } from './card/parts';
import { button, element, emptyState, section } from './dom';
import type { Panel } from './panel';

const CELLS_SHOWN = 60;

export const crosswalkPanel: Panel = {
  id: 'crosswalk',
  title: 'panel.crosswalk',
  icon: ['M4 8h13', 'M14 5l3 3-3 3', 'M20 16H7', 'M10 13l-3 3 3 3'],
  mount: (root, context) => {
    const search = element('div');
    const zone = element('div');
    root.append(search, zone);
    context.store.watchParts(['lang', 'project', 'plan', 'subject'], (state, before) => {
      const isSame = state.lang === before.lang && state.project === before.project;
      const hasPlan = (state.plan === undefined) === (before.plan === undefined);
      if (isSame && hasPlan && state.subject === before.subject && search.childElementCount > 0) return;
      search.replaceChildren(...cellSearch(state, context));
    });
    context.store.watchParts(['lang', 'chosen', 'plan'], (state) => {
      zone.replaceChildren(...ofZone(state, context));
    });
  },
};

/** A layer, the number of a cell, and where its households are now. */
function cellSearch({ lang, project, plan, subject }: State, context: Context): HTMLElement[] {
  if (project === undefined || plan === undefined) return [emptyState(say(lang, 'crosswalk.empty'))];
  const layers = project.layers.filter(({ role }) => role !== 'barrier');
  const cell = subject?.kind === 'cell' ? subject : undefined;
  const choice = element('select');
  choice.id = 'crosswalk-layer';
  for (const { id, name, role } of layers) {
    const option = element('option', '', `${name} · ${say(lang, `role.${role}`)}`);
    option.value = id;
    option.selected = id === (cell?.layer ?? layers.find((each) => each.role === 'department')?.id);
    choice.append(option);
  }
  const key = element('input');
  key.type = 'search';
  key.id = 'crosswalk-cell';
  key.value = cell?.cell ?? '';
  const found = element('div', 'stack');
  const look = (): void => {
    const wanted = key.value.trim();
    if (wanted !== '') void fill(found, lang, choice.value, wanted, context);
  };
  const form = element(
    'form',
    'stack',
    element('label', 'field', say(lang, 'crosswalk.layer'), choice),
    element('label', 'field', say(lang, 'crosswalk.cell'), key),
    button(say(lang, 'crosswalk.look'), 'primary', look),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    look();
  });
  if (cell !== undefined) look();
  const note = element('p', 'note', say(lang, 'crosswalk.note'));
  return [section(say(lang, 'crosswalk.title'), note, form, found)];
}

async function fill(root: HTMLElement, lang: Lang, layer: string, cell: string, context: Context): Promise<void> {
  try {
    const rows = await context.editor.ask('crosswalkOf', { layer, cell });
    root.replaceChildren(...crosswalk(lang, rows, context));
  } catch (thrown) {
    const message = thrownWords(lang, thrown);
    const fault = element('p', 'fault', message);
    fault.setAttribute('role', 'alert');
    root.replaceChildren(fault);
  }
}

/** The chosen zone, layer by layer. */
function ofZone({ lang, plan, chosen }: State, context: Context): HTMLElement[] {
  if (plan === undefined) return [];
  const card = chosen?.card;
  if (card === undefined) {
    return [section(say(lang, 'crosswalk.zone_title'), element('p', 'note', say(lang, 'crosswalk.choose')))];
  }
  const layers = card.cells.filter(({ cells }) => cells.length > 0).map((layer, at) => {
    const made = layerTable(lang, layer, context);
    made.open = at === 0;
    return made;
  });
  return [section(`${say(lang, 'crosswalk.zone_title')} · ${card.code}`, ...layers)];
}

function layerTable(lang: Lang, { layer, name, cells }: LayerCells, context: Context): HTMLDetailsElement {
  const heads = (['crosswalk.cell', 'crosswalk.of_cell', 'crosswalk.of_zone', 'card.households', 'card.area'] as const).map(
    (key) => {
      const head = element('th', '', say(lang, key));
      head.scope = 'col';
      return head;
    },
  );
  const rows = cells.slice(0, CELLS_SHOWN).map((cell) =>
    element(
      'tr',
      '',
      element('td', '', cellLink(layer, cell.key, context)),
      element('td', '', shareBar(lang, cell.ofCell)),
      element('td', '', shareBar(lang, cell.ofZone)),
      element('td', '', count(lang, cell.households)),
      element('td', '', area(lang, cell.areaM2)),
    ),
  );
  const table = element('table', 'crosswalk', element('thead', '', element('tr', '', ...heads)), element('tbody', '', ...rows));
  const parts: HTMLElement[] = [element('div', 'scroll', table)];
  const left = cells.length - rows.length;
  if (left > 0) parts.push(element('p', 'note', say(lang, 'card.more_cells', { count: count(lang, left) })));
  const title = `${name} · ${sayCount(lang, 'layers.cells', cells.length)}`;
  return folded(`crosswalk-${layer}`, title, ...parts);
}
