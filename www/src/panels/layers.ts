// The list of layers, each with a switch, its colour and how much it holds.
import type { LayerInfo, LayerRole } from '../engine/types';
import { count, say, sayCount, type Key, type Lang } from '../i18n';
import { ZONES } from '../map/layers';
import { layerColour, ZONE_FILLS } from '../map/style';
import type { State, Store } from '../state/store';
import { element, section } from './dom';

const ORDER: readonly LayerRole[] = [
  'base',
  'community',
  'department',
  'estate',
  'building',
  'exclusive',
  'households',
  'barrier',
];

export function layersPanel(root: HTMLElement, store: Store): void {
  store.watch((state, before) => {
    const { lang, project } = state;
    const isNew =
      project !== before.project || state.result !== before.result || lang !== before.lang;
    if (root.childElementCount > 0 && !isNew) return;
    const list = element('div', 'layers');
    if (project === undefined) list.append(element('p', 'note', say(lang, 'layers.empty')));
    else {
      list.append(...zonesGroup(state, store));
      for (const role of ORDER) list.append(...group(role, project.layers, state, store));
    }
    root.replaceChildren(section(say(lang, 'layers.title'), list));
  });
}

function group(role: LayerRole, layers: LayerInfo[], state: State, store: Store): HTMLElement[] {
  const rows = layers
    .map((layer, position) => ({ layer, position }))
    .filter(({ layer }) => layer.role === role)
    .map(({ layer, position }) => row(layer, position, state, store));
  if (rows.length === 0) return [];
  const set = element('fieldset', '', element('legend', '', say(state.lang, `role.${role}`)));
  set.append(...rows);
  return [set];
}

/** The merged zones, with what their colours mean. */
function zonesGroup(state: State, store: Store): HTMLElement[] {
  const { lang, result } = state;
  if (result === undefined) return [];
  const swatch = element('span', 'swatch zone');
  swatch.setAttribute('aria-hidden', 'true');
  const label = element(
    'label',
    'layer',
    layerSwitch(ZONES, state, store),
    swatch,
    element('span', 'name', say(lang, 'zones.layer')),
    element('span', 'amount', sayCount(lang, 'zones.count', result.rows.length)),
  );
  const legend = element('ul', 'legend');
  for (const each of ['kept', 'broken', 'exempt'] as const) {
    const zones = result.rows.filter((row) => row.state === each).length;
    if (zones === 0) continue;
    const colour = element('span', 'swatch filled');
    colour.style.setProperty('--colour', ZONE_FILLS[each]);
    legend.append(
      element('li', '', colour, say(lang, `state.${each}`), element('span', 'amount', count(lang, zones))),
    );
  }
  return [element('fieldset', '', element('legend', '', say(lang, 'report.title')), label, legend)];
}

function layerSwitch(id: string, state: State, store: Store): HTMLInputElement {
  const box = element('input');
  box.type = 'checkbox';
  box.checked = state.visible.has(id);
  box.dataset['layer'] = id;
  box.addEventListener('change', () => {
    const visible = new Set(store.state.visible);
    if (box.checked) visible.add(id);
    else visible.delete(id);
    store.change({ visible });
  });
  return box;
}

function row(layer: LayerInfo, position: number, state: State, store: Store): HTMLElement {
  const { lang } = state;
  const box = layerSwitch(layer.id, state, store);
  const swatch = element('span', `swatch ${layer.role}`);
  swatch.style.setProperty('--colour', layerColour(layer, position));
  swatch.setAttribute('aria-hidden', 'true');
  const amount = sayCount(lang, amountKey(layer.role), layer.features);
  const label = element(
    'label',
    'layer',
    box,
    swatch,
    element('span', 'name', layer.name),
    element('span', 'amount', amount),
  );
  if (layer.rejected > 0) label.append(rejected(lang, layer.rejected));
  return label;
}

function amountKey(role: LayerRole): Key {
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
