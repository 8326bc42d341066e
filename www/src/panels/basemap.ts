// The part of the layers panel that asks for an online map below the grids.
import type { Context } from '../context';
import { say, type Lang } from '../i18n';
import { faultOf, tianditu } from '../map/basemap';
import type { State } from '../state/store';
import type { BaseMap } from '../state/view';
import { button, element, section } from './dom';

type Kind = 'none' | 'vector' | 'imagery' | 'own';
const KINDS: readonly Kind[] = ['none', 'vector', 'imagery', 'own'];

/** Nothing where the page neither lets a base map in nor knows a page that does. */
export function baseMapSection({ lang, view }: State, context: Context): HTMLElement[] {
  if (view.baseMaps === undefined) return [];
  const title = say(lang, 'basemap.title');
  if (view.baseMaps !== 'allowed') {
    const link = element('a', '', say(lang, 'basemap.open_page'));
    link.href = view.baseMaps.page;
    return [section(title, element('p', 'note', `${say(lang, 'basemap.off')} `, link))];
  }
  return [form(lang, title, view.baseMap, context)];
}

function form(lang: Lang, title: string, now: BaseMap | undefined, { store }: Context): HTMLElement {
  const choice = element('select');
  choice.dataset['focus'] = 'basemap';
  for (const kind of KINDS) {
    const option = element('option', '', say(lang, `basemap.${kind}`));
    option.value = kind;
    choice.append(option);
  }
  choice.value = kindOf(now);
  const text = element('input');
  text.type = 'text';
  text.autocomplete = 'off';
  text.spellcheck = false;
  const label = element('label', 'field', element('span', ''), text);
  const fault = element('p', 'fault');
  fault.setAttribute('role', 'alert');
  const use = button(say(lang, 'basemap.use'), '', () => {
    const made = baseMapOf(choice.value as Kind, text.value.trim());
    const [problem] = (made?.templates ?? []).map(faultOf).filter((each) => each !== undefined);
    fault.textContent = problem === undefined ? '' : say(lang, problem);
    if (problem === undefined) store.change({ view: { ...store.state.view, baseMap: made } });
  });
  const ask = (): void => {
    const isOwn = choice.value === 'own';
    label.hidden = choice.value === 'none';
    label.firstElementChild?.replaceChildren(say(lang, isOwn ? 'basemap.address' : 'basemap.key'));
    text.placeholder = isOwn ? 'https://…/{z}/{x}/{y}.png' : '';
  };
  if (choice.value === 'own') text.value = now?.templates[0] ?? '';
  choice.addEventListener('change', ask);
  ask();
  const picked = element('label', 'field', say(lang, 'basemap.kind'), choice);
  const notes = element('p', 'note', say(lang, 'basemap.crs'));
  return section(title, picked, label, fault, use, notes);
}

function kindOf(now: BaseMap | undefined): Kind {
  const [template] = now?.templates ?? [];
  if (template === undefined) return 'none';
  if (template.includes('tianditu.gov.cn/vec_w')) return 'vector';
  return template.includes('tianditu.gov.cn/img_w') ? 'imagery' : 'own';
}

function baseMapOf(kind: Kind, text: string): BaseMap | undefined {
  switch (kind) {
    case 'none':
      return undefined;
    case 'own':
      return { templates: [text], attribution: hostOf(text) };
    default:
      return tianditu(kind, text);
  }
}

/** Whose server is asked is said on the map. */
function hostOf(template: string): string {
  return /^https:\/\/([^/]+)/.exec(template)?.[1] ?? '';
}
