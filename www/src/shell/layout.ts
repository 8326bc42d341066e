// The places of the editor: what lies where.
import { element } from '../panels/dom';

export interface Places {
  readonly app: HTMLElement;
  readonly top: HTMLElement;
  readonly tools: HTMLElement;
  readonly stage: HTMLElement;
  readonly map: HTMLElement;
  /** Settings of the tool in hand. */
  readonly bar: HTMLElement;
  readonly welcome: HTMLElement;
  readonly problem: HTMLElement;
  readonly effect: HTMLElement;
  readonly legend: HTMLElement;
  /** Now, or the time before. */
  readonly times: HTMLElement;
  /** The first visit in three steps. */
  readonly hint: HTMLElement;
  readonly tabs: HTMLElement;
  readonly panels: HTMLElement;
  readonly card: HTMLElement;
  readonly status: HTMLElement;
}

export function layout(root: ShadowRoot): Places {
  const map = element('div', 'map');
  const bar = element('div', 'tool-settings');
  const welcome = element('div', 'welcome');
  const problem = element('div', 'problems');
  const effect = element('div', 'effect');
  const legend = element('div', 'map-legend');
  const times = element('div', 'times');
  const hint = element('aside', 'first-visit');
  map.id = 'map';
  const top = element('header', 'top');
  const tools = element('div', 'tools');
  const stage = element('main', 'stage', map, bar, times, effect, legend, welcome, hint, problem);
  const panels = element('div', 'panels');
  const card = element('section', 'card');
  card.id = 'card';
  const side = element('aside', 'side', panels, card);
  const tabs = element('div', 'tabs');
  const status = element('footer', 'status');
  const app = element('div', 'app', top, tools, stage, tabs, side, status);
  root.append(app);
  return {
    app,
    top,
    tools,
    stage,
    map,
    bar,
    welcome,
    problem,
    effect,
    legend,
    times,
    hint,
    tabs,
    panels,
    card,
    status,
  };
}
