// Asks for form, size and extent of a picture of the map, and makes it.
import type { Context } from '../../context';
import type { Bounds } from '../../engine/types';
import { download } from '../../files/download';
import { fileName } from '../../files/kind';
import { toPng } from '../../files/picture/canvas';
import { compose, type Scene } from '../../files/picture/compose';
import { toSvg } from '../../files/picture/svg';
import { count, say, type Key } from '../../i18n';
import { sentenceOf } from '../../i18n/problem';
import { Adjacency } from '../../map/adjacency';
import { legend, ZONE_PALETTE, zoneFill } from '../../map/colours';
import { polygonsById } from '../../map/shapes';
import { problemOf } from '../../state/projects';
import { dialog } from '../ask';
import { button, element } from '../dom';
import { boundsOf } from '../go';

export const LEAST_PX = 300;
export const MOST_PX = 12_000;
const SIZES: readonly [id: string, words: Key, width: number, height: number][] = [
  ['screen', 'picture.screen', 1600, 1000],
  ['a4', 'picture.a4', 1754, 1240],
  ['a3', 'picture.a3', 4961, 3508],
  ['own', 'picture.own', 1600, 1000],
];

interface Wish {
  readonly form: string;
  readonly extent: string;
  readonly title: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly hasLabels: boolean;
}

export function pictureDialog(context: Context): void {
  const { say: words, store } = context;
  const form = choice([['png', 'PNG'], ['svg', 'SVG']], 'picture-form');
  const size = choice(SIZES.map(([id, key]) => [id, words(key)]), 'picture-size');
  const extent = choice([['all', words('picture.all')], ['view', words('picture.view')]], 'picture-extent');
  const [width, height] = [pixels('picture-width'), pixels('picture-height')];
  const title = element('input');
  title.type = 'text';
  title.id = 'picture-heading';
  title.value = store.state.project?.name ?? '';
  const labels = element('input');
  labels.type = 'checkbox';
  labels.checked = true;
  const own = element('div', 'two', field(words('picture.width'), width), field(words('picture.height'), height));
  const fault = element('p', 'fault');
  fault.setAttribute('role', 'alert');
  const resize = (): void => {
    const [, , wide, high] = SIZES.find(([id]) => id === size.value) ?? [];
    own.hidden = size.value !== 'own';
    if (!own.hidden) return;
    [width.value, height.value] = [String(wide), String(high)];
  };
  size.addEventListener('change', resize);
  resize();
  const wish = (): Wish => ({
    form: form.value,
    extent: extent.value,
    title: title.value.trim(),
    width_px: Number(width.value),
    height_px: Number(height.value),
    hasLabels: labels.checked,
  });
  const make = button(words('picture.make'), 'primary', () => {
    void run(context, wish()).then((problem) => {
      fault.textContent = problem ?? '';
      if (problem === undefined) made.close();
    });
  });
  make.id = 'picture-make';
  const made = dialog(
    context,
    'picture',
    words('picture.title'),
    element(
      'div',
      'stack',
      field(words('picture.heading'), title),
      element('div', 'two', field(words('picture.form'), form), field(words('picture.extent'), extent)),
      field(words('picture.size'), size),
      own,
      element('label', 'check', labels, words('picture.labels')),
    ),
    fault,
  );
  made.append(element('div', 'dialog-acts', make, button(words('ask.no'), '', () => made.close())));
}

function choice(options: readonly (readonly [value: string, words: string])[], id: string): HTMLSelectElement {
  const select = element('select');
  select.id = id;
  for (const [value, words] of options) {
    const option = element('option', '', words);
    option.value = value;
    select.append(option);
  }
  return select;
}

function pixels(id: string): HTMLInputElement {
  const input = element('input');
  input.type = 'number';
  input.id = id;
  input.min = String(LEAST_PX);
  input.max = String(MOST_PX);
  return input;
}

function field(name: string, input: HTMLElement): HTMLElement {
  return element('label', 'field', name, input);
}

/** What is wrong, in words; nothing where the picture is made. */
async function run(context: Context, wish: Wish): Promise<string | undefined> {
  const { store } = context;
  const { lang, project } = store.state;
  const sizes = [wish.width_px, wish.height_px];
  if (sizes.some((size) => !Number.isInteger(size) || size < LEAST_PX || size > MOST_PX)) {
    return say(lang, 'picture.bad_size', { least: count(lang, LEAST_PX), most: count(lang, MOST_PX) });
  }
  try {
    const scene = await sceneOf(context, wish);
    if (scene === undefined) return undefined;
    const sheet = compose(scene);
    const name = `${fileName(project?.name ?? '')}.${wish.form}`;
    if (wish.form === 'svg') {
      download(toSvg(sheet), name, 'image/svg+xml');
    } else {
      const png = await toPng(sheet);
      if (png === undefined) return say(lang, 'picture.failed');
      download(png, name, 'image/png');
    }
    store.change({ message: { text: say(lang, 'files.exported', { name }), kind: 'done' } });
    return undefined;
  } catch (thrown) {
    return sentenceOf(lang, problemOf(thrown));
  }
}

async function sceneOf({ store, editor, map }: Context, wish: Wish): Promise<Scene | undefined> {
  const { lang, plan, view } = store.state;
  if (plan === undefined) return undefined;
  const [shapes, communities] = await Promise.all([editor.ask('zoneShapes', {}), editor.ask('communityShapes', {})]);
  const zones = polygonsById(shapes);
  const adjacency = new Adjacency();
  for (const [key, polygons] of zones) adjacency.put(key, polygons);
  adjacency.colour(zones.keys(), ZONE_PALETTE.length);
  // The cells of a department are no part of the picture: its zones are told apart instead.
  const mode = view.colour === 'department' ? 'zone' : view.colour;
  const rows = [...plan.rows.values()];
  const fills = new Map(rows.map((row) => [row.key, zoneFill(mode, row, adjacency.colourOf(row.key))]));
  const all = boundsOf([...zones.values()].flat());
  const window_deg = map.library.getBounds();
  const seen: Bounds = [window_deg.getWest(), window_deg.getSouth(), window_deg.getEast(), window_deg.getNorth()];
  const bounds = wish.extent === 'view' ? seen : all;
  if (bounds === undefined) return undefined;
  const households = rows.reduce((sum, row) => sum + row.households, 0);
  return {
    width_px: wish.width_px,
    height_px: wish.height_px,
    title: wish.title,
    subtitle: say(lang, 'picture.sum', { zones: count(lang, rows.length), households: count(lang, households) }),
    bounds,
    zones,
    rows,
    fills,
    communities: [...polygonsById(communities).values()].flat(),
    legend: legend(mode).map(({ colour, key }) => ({ colour, words: say(lang, key) })),
    hasLabels: wish.hasLabels,
  };
}
