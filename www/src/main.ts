// Wires engine, state, map and panels together.
import { EngineClient, EngineError } from './engine/client';
import type { FolderFile, LayerInfo, Opened, Step, ZoneRow } from './engine/types';
import { preferredLang, say, type Lang } from './i18n';
import { ZONES } from './map/layers';
import { GridMap } from './map/map';
import { cardPanel } from './panels/card';
import { element, place } from './panels/dom';
import { header } from './panels/header';
import { layersPanel } from './panels/layers';
import { mergePanel } from './panels/merge';
import { openPanel } from './panels/open';
import { progressPanel } from './panels/progress';
import { zonesPanel } from './panels/zones';
import { Store, type Result } from './state/store';
import './style.css';

const DEMO = { size: 'street', seed: 1 };

const engine = new EngineClient();
const store = new Store({
  lang: preferredLang(navigator.languages),
  phase: { kind: 'idle' },
  project: undefined,
  policy: '',
  result: undefined,
  chosen: undefined,
  visible: new Set(),
});
const map = new GridMap(place('map'));

header(place('header'), store);
openPanel(side(), store, { demo: () => void openDemo(), folder: (files) => void openFolder(files) });
progressPanel(side(), store);
mergePanel(side(), store, () => void merge());
zonesPanel(side(), store, (row) => void chooseZone(row));
layersPanel(side(), store);
cardPanel(place('card'), store);
map.onClick((lon_deg, lat_deg) => void choosePlace(lon_deg, lat_deg));

store.watch(({ lang, visible, chosen }, before) => {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.title = `${say(lang, 'page.title')} · onegrid`;
  map.speak(lang);
  if (visible !== before.visible) map.show(visible);
  if (chosen !== before.chosen) map.mark(chosen?.card?.code);
  if (lang !== before.lang) void translate();
});

// A file dropped beside the drop zone would otherwise replace the page.
for (const kind of ['dragover', 'drop'] as const) {
  window.addEventListener(kind, (event) => event.preventDefault());
}

/** A new part of the side bar, below those made before. */
function side(): HTMLElement {
  const part = element('div');
  place('side').append(part);
  return part;
}

function openDemo(): Promise<void> {
  return work(() => engine.call('openDemo', DEMO, tell).then(show));
}

function openFolder(files: FolderFile[]): Promise<void> {
  return work(() => engine.call('openFolder', { files }, tell).then(show));
}

/** Draws every layer of a newly opened project. */
async function show(project: Opened): Promise<void> {
  const { layers, policies } = project;
  map.clear();
  store.change({ project: undefined, result: undefined, chosen: undefined });
  if (project.bounds !== undefined) map.fit(project.bounds);
  for (const [position, layer] of layers.entries()) {
    tell({ step: 'draw', done: position, total: layers.length });
    await map.draw(layer, position, await engine.call('cells', { layer: layer.id }));
  }
  const isFrame = ({ role }: LayerInfo): boolean =>
    role === 'base' || role === 'community' || role === 'barrier';
  const visible = new Set(layers.filter(isFrame).map(({ id }) => id));
  store.change({ project, policy: policies[0]?.id ?? '', visible });
}

/** Merges, draws the zones, and takes the base grid off the map so that they can be seen. */
function merge(): Promise<void> {
  return work(async () => {
    const { policy, lang, project } = store.state;
    await engine.call('merge', { policy }, tell);
    tell({ step: 'draw', done: 0, total: 0 });
    const result = await results(lang);
    await map.drawZones(await engine.call('zones', {}), await engine.call('labels', {}));
    const visible = new Set(store.state.visible).add(ZONES);
    for (const { id, role } of project?.layers ?? []) if (role === 'base') visible.delete(id);
    store.change({ result, chosen: undefined, visible });
  });
}

async function results(lang: Lang): Promise<Result> {
  const rows = await engine.call('rows', { lang });
  return { rows, report: await engine.call('report', { lang }) };
}

function chooseZone(row: ZoneRow): Promise<void> {
  return quietly(async () => {
    const card = await engine.call('explain', { code: row.code, lang: store.state.lang });
    map.reveal(row.place);
    store.change({ chosen: { card, located: undefined } });
  });
}

async function choosePlace(lon_deg: number, lat_deg: number): Promise<void> {
  const { result, phase, lang } = store.state;
  if (result === undefined || phase.kind === 'working') return;
  await quietly(async () => {
    const located = await engine.call('locate', { lon_deg, lat_deg });
    const { code } = located;
    const card = code === undefined ? undefined : await engine.call('explain', { code, lang });
    store.change({ chosen: { card, located } });
  });
}

/** Asks again for every sentence that the engine wrote. */
function translate(): Promise<void> {
  return quietly(async () => {
    const { lang, result, chosen } = store.state;
    if (result === undefined) return;
    const code = chosen?.card?.code;
    const card = code === undefined ? undefined : await engine.call('explain', { code, lang });
    store.change({ result: await results(lang), chosen: chosen && { ...chosen, card } });
  });
}

function tell(progress: Step): void {
  store.change({ phase: { kind: 'working', progress } });
}

/** Does one long piece of work, with progress; nothing else can be begun meanwhile. */
async function work(act: () => Promise<void>): Promise<void> {
  if (store.state.phase.kind === 'working') return;
  tell({ step: 'start', done: 0, total: 0 });
  await quietly(async () => {
    await act();
    store.change({ phase: { kind: 'idle' } });
  });
}

/** Does one piece of work; whatever stops it is told, never swallowed. */
async function quietly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) console.error(thrown);
    const problem =
      thrown instanceof EngineError
        ? thrown.problem
        : { code: 'page.engine_crashed', message: String(thrown) };
    store.change({ phase: { kind: 'failed', problem } });
  }
}
