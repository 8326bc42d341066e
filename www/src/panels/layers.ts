// The layers, topmost first: a switch, the colour, the order, how dense; and how the zones are coloured.
import type { Context } from '../context';
import type { LayerInfo, LayerRole } from '../engine/types';
import { say, sayCount, type Key, type Lang } from '../i18n';
import { layerColour } from '../map/style';
import type { State } from '../state/store';
import { COLOUR_MODES, moved, withLayer, type ColourMode, type Shown } from '../state/view';
import { baseMapSection } from './basemap';
import { element, emptyState, iconButton, section } from './dom';
import type { Panel } from './panel';

const UP = ['M6 15l6-6 6 6'] as const;
const DOWN = ['M6 9l6 6 6-6'] as const;

export const layersPanel: Panel = {
  id: 'layers',
  title: 'panel.layers',
  icon: ['M12 3.5l9 5-9 5-9-5z', 'M3.5 13l8.5 4.7 8.5-4.7', 'M3.5 17l8.5 4.7 8.5-4.7'],
  mount: (root, context) => {
    const pick = ({ lang, project, plan, view }: State) => [lang, project, plan?.rows.size, view];
    context.store.watchFor(pick, (state) => {
      const focused = (context.root.activeElement as HTMLElement | null)?.dataset['focus'];
      if (state.project === undefined) {
        root.replaceChildren(emptyState(say(state.lang, 'layers.empty')));
        return;
      }
      const rows = state.view.layers.map((shown) => row(shown, state, context));
      const list = element('ul', 'layers', ...rows);
      root.replaceChildren(
        ...(state.plan === undefined ? [] : [colours(state, context)]),
        section(say(state.lang, 'layers.title'), list),
        ...baseMapSection(state, context),
      );
      if (focused !== undefined) root.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
    });
  },
};

/** How the zones are coloured; the legend is on the map. */
function colours({ lang, view, plan, project }: State, { store }: Context): HTMLElement {
  const choice = element('select');
  choice.dataset['focus'] = 'colour';
  for (const mode of COLOUR_MODES) {
    const option = element('option', '', say(lang, `colour.${mode}`));
    option.value = mode;
    option.selected = mode === view.colour;
    choice.append(option);
  }
  choice.addEventListener('change', () => {
    store.change({ view: { ...store.state.view, colour: choice.value as ColourMode } });
  });
  const label = element('label', 'field', say(lang, 'colour.title'), choice);
  const parts: HTMLElement[] = [label];
  if (view.colour === 'department') {
    const departments = project?.layers.filter(({ role }) => role === 'department') ?? [];
    parts.push(departmentChoice(lang, departments, view.department, store));
  }
  const zones = sayCount(lang, 'zones.count', plan?.rows.size ?? 0);
  return section(`${say(lang, 'zones.layer')} · ${zones}`, ...parts);
}

function departmentChoice(
  lang: Lang,
  departments: readonly LayerInfo[],
  chosen: string | undefined,
  store: Context['store'],
): HTMLElement {
  const choice = element('select');
  choice.dataset['focus'] = 'department';
  for (const { id, name } of departments) {
    const option = element('option', '', name);
    option.value = id;
    option.selected = id === chosen;
    choice.append(option);
  }
  choice.addEventListener('change', () => {
    store.change({ view: { ...store.state.view, department: choice.value } });
  });
  return element('label', 'field', say(lang, 'role.department'), choice);
}

function row(shown: Shown, state: State, { store }: Context): HTMLElement {
  const { lang, project } = state;
  const layers = project?.layers ?? [];
  const position = layers.findIndex(({ id }) => id === shown.id);
  const layer = layers[position];
  const name = layer?.name ?? say(lang, 'zones.layer');
  const box = element('input');
  box.type = 'checkbox';
  box.checked = shown.isVisible;
  box.dataset['layer'] = shown.id;
  box.dataset['focus'] = `switch-${shown.id}`;
  box.addEventListener('change', () => {
    store.change({ view: withLayer(store.state.view, shown.id, { isVisible: box.checked }) });
  });
  const swatch = element('span', `swatch ${layer?.role ?? 'zone'}`);
  if (layer !== undefined) swatch.style.setProperty('--colour', layerColour(layer, position));
  swatch.setAttribute('aria-hidden', 'true');
  const label = element('label', 'layer', box, swatch, element('span', 'name', name));
  if (layer === undefined) {
    label.append(element('span', 'amount', sayCount(lang, 'zones.count', state.plan?.rows.size ?? 0)));
  } else {
    label.append(element('span', 'amount', sayCount(lang, amountKey(layer.role), layer.features)));
    label.title = say(lang, `role.${layer.role}`);
    if (layer.rejected > 0) label.append(rejected(lang, layer.rejected));
  }
  return element('li', shown.isVisible ? '' : 'off', label, settings(shown, name, state, store));
}

/** Order and density of one layer. */
function settings(shown: Shown, name: string, { lang }: State, store: Context['store']): HTMLElement {
  const move = (paths: readonly string[], key: Key, places: number): HTMLButtonElement => {
    const act = (): void => store.change({ view: moved(store.state.view, shown.id, places) });
    const made = iconButton(paths, say(lang, key, { name }), act);
    made.dataset['focus'] = `${key}-${shown.id}`;
    return made;
  };
  const density = element('input', 'density');
  density.type = 'range';
  density.min = '10';
  density.max = '100';
  density.step = '10';
  density.value = String(Math.round(shown.opacity * 100));
  density.dataset['focus'] = `density-${shown.id}`;
  density.setAttribute('aria-label', say(lang, 'layers.density', { name }));
  density.title = say(lang, 'layers.density', { name });
  density.addEventListener('change', () => {
    const opacity = Number(density.value) / 100;
    store.change({ view: withLayer(store.state.view, shown.id, { opacity }) });
  });
  const [up, down] = [move(UP, 'layers.up', -1), move(DOWN, 'layers.down', 1)];
  return element('div', 'layer-settings', density, up, down);
}

function amountKey(
  role: LayerRole,
): 'layers.lines' | 'layers.communities' | 'layers.areas' | 'layers.cells' {
  switch (role) {
    case 'barrier':
      return 'layers.lines';
    case 'community':
      return 'layers.communities';
    case 'estate':
    case 'building':
    case 'exclusive':
    case 'households':
      return 'layers.areas';
    default:
      return 'layers.cells';
  }
}

function rejected(lang: Lang, features: number): HTMLElement {
  return element('span', 'warning', sayCount(lang, 'layers.rejected', features));
}
