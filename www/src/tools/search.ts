// Finds a zone by code, name or community, or a place by its coordinates.
import type { LonLat, ZoneRow } from '../engine/types';
import { count } from '../i18n';
import { element } from '../panels/dom';
import { fillBar } from './bar';
import { CANDIDATE, SNAPPED } from './ink';
import { placeOf, zonesOf } from './seek';
import type { InHand, Pointer, Tool, ToolContext } from './tool';

declare module '../state/mode' {
  interface Modes {
    search: object;
  }
}

const SHOWN = 8;
const FOUND = 'search:found';

export const search: Tool = {
  id: 'search',
  group: 'look',
  title: 'tool.search',
  hint: 'tool.search.hint',
  key: 'f',
  icon: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z', 'M15.5 15.5L21 21'],
  cursor: 'default',
  needsPlan: false,
  start: (context) => new Searching(context),
};

class Searching implements InHand {
  private readonly input = element('input');
  private readonly list = element('ul', 'search-found');
  private readonly note = element('p', 'note search-note');
  private found: readonly ZoneRow[] = [];
  private active = 0;

  constructor(private readonly context: ToolContext) {
    const { input, list } = this;
    context.setMode({ tool: 'search' });
    input.type = 'search';
    input.dataset['focus'] = '';
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    list.id = 'search-found';
    list.setAttribute('role', 'listbox');
    input.setAttribute('aria-controls', list.id);
    input.addEventListener('input', () => {
      this.active = 0;
      this.seek();
    });
    input.addEventListener('keydown', (event) => this.inputKey(event));
    fillBar(context, input, list, this.note);
    this.onChange();
  }

  stop(): void {
    this.context.map.overlay.remove(FOUND);
    this.context.bar.replaceChildren();
  }

  onClick({ place, shift, ctrl }: Pointer): void {
    void this.context.editor.selectAt(place, shift || ctrl);
  }

  onChange(): void {
    const words = this.context.say('search.words');
    this.input.placeholder = words;
    this.input.setAttribute('aria-label', words);
    this.list.setAttribute('aria-label', this.context.say('tool.search'));
    this.seek();
  }

  private inputKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') this.context.putAway();
    else if (event.key === 'Enter' && !event.isComposing) this.go(event.shiftKey);
    else if (step !== undefined && this.found.length > 0) {
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.seek();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Goes to the place, or chooses the zone; with Shift beside those that are chosen. */
  private go(adds: boolean): void {
    const place = placeOf(this.input.value);
    if (place !== undefined) this.goTo(place);
    else this.choose(this.found[this.active], adds);
  }

  private goTo(place: LonLat): void {
    const { map, editor } = this.context;
    map.goTo(place);
    map.overlay.put(FOUND, (pen) => {
      pen.dot(place, 9, SNAPPED);
      pen.dot(place, 2, { fill: SNAPPED.line });
    });
    void editor.selectAt(place, false);
  }

  private choose(row: ZoneRow | undefined, adds: boolean): void {
    const { editor, map, store } = this.context;
    if (row === undefined) return;
    map.goTo(row.place);
    editor.select(adds ? [...store.state.selection, row.key] : [row.key]);
  }

  private seek(): void {
    const { say, store, map } = this.context;
    const { plan, lang } = store.state;
    const { value } = this.input;
    const place = placeOf(value);
    const all = place === undefined ? zonesOf(plan?.rows.values() ?? [], value) : [];
    this.found = all.slice(0, SHOWN);
    this.list.replaceChildren(...this.found.map((row, at) => this.line(row, at)));
    this.list.hidden = this.found.length === 0;
    this.note.textContent =
      place !== undefined
        ? say('search.place', { place: place.join(', ') })
        : value.trim() !== '' && all.length === 0
          ? say('zones.none')
          : all.length > SHOWN
            ? say('zones.more', { count: count(lang, all.length - SHOWN) })
            : '';
    this.note.hidden = this.note.textContent === '';
    this.input.setAttribute('aria-expanded', String(this.found.length > 0));
    const active = this.found[this.active];
    if (active === undefined) {
      this.input.removeAttribute('aria-activedescendant');
      map.overlay.remove(FOUND);
      return;
    }
    this.input.setAttribute('aria-activedescendant', `search-${active.key}`);
    map.overlay.put(FOUND, (pen) => pen.polygons(map.zones.outline(active.key), CANDIDATE));
  }

  private line(row: ZoneRow, at: number): HTMLElement {
    const { lang } = this.context.store.state;
    const made = element(
      'li',
      at === this.active ? 'active' : '',
      element('span', 'code', row.code),
      element('span', '', row.name),
      element('span', 'note', row.community),
      element('span', 'amount', count(lang, row.households)),
    );
    made.id = `search-${row.key}`;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', String(at === this.active));
    made.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      this.active = at;
      this.choose(row, event.shiftKey);
      this.seek();
    });
    return made;
  }
}
