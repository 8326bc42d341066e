// One layer of a file: what it is for, where its columns are, what is in it.
import type { Context } from '../../context';
import type { ImportColumns, ImportRole } from '../../engine/types';
import {
  BARRIER_CLASSES,
  columnsOf,
  isTable,
  ROLES,
  SYSTEMS,
  type Column,
  type Draft,
} from '../../files/spec';
import { count } from '../../i18n';
import { element } from '../dom';
import { shapesPreview } from './shapes';
import { rowsPreview } from './rows';

export function layerForm(context: Context, draft: Draft, at: number, changed: () => void): HTMLElement {
  const { say, store } = context;
  const { lang } = store.state;
  const { found } = draft;
  const box = element('input');
  box.type = 'checkbox';
  box.checked = draft.isIn;
  const title = draft.isOneOfSeveral ? `${draft.file} · ${found.name}` : draft.file;
  const facts = [say(`geometry.${found.geometry}`), say('import.features', { count: count(lang, found.features) })];
  const head = element('label', 'import-head', box, element('b', '', title), element('span', 'note', facts.join(' · ')));
  const fields = element('div', 'import-fields');
  const columns = element('div', 'import-columns');
  const refill = (): void => {
    columns.replaceChildren(...columnFields(context, draft, at, changed));
    changed();
  };
  fields.append(
    field(say('import.role'), roleChoice(context, draft, at, refill)),
    field(say('import.layer_name'), nameInput(draft, at)),
    field(say('import.crs'), systemChoice(context, draft, at)),
  );
  columns.append(...columnFields(context, draft, at, changed));
  const body = element(
    'div',
    'import-layer-body',
    element('div', 'import-said', fields, element('h4', '', say('import.columns')), columns),
    shapesPreview(found, say('import.shapes', { count: count(lang, found.previewed) })),
    rowsPreview(found, say('import.rows')),
  );
  const made = element('section', 'import-layer', head, body);
  made.setAttribute('aria-label', title);
  box.addEventListener('change', () => {
    draft.isIn = box.checked;
    body.hidden = !box.checked;
    changed();
  });
  body.hidden = !draft.isIn;
  return made;
}

function field(name: string, input: HTMLElement): HTMLElement {
  return element('label', 'field', name, input);
}

function option(value: string, words: string, isChosen: boolean): HTMLOptionElement {
  const made = element('option', '', words);
  made.value = value;
  made.selected = isChosen;
  return made;
}

function roleChoice({ say }: Context, draft: Draft, at: number, changed: () => void): HTMLSelectElement {
  const select = element('select');
  select.id = `import-role-${at}`;
  for (const role of ROLES) select.append(option(role, say(`role.${role}`), role === draft.role));
  select.addEventListener('change', () => {
    draft.role = select.value as ImportRole;
    changed();
  });
  return select;
}

function nameInput(draft: Draft, at: number): HTMLInputElement {
  const input = element('input');
  input.type = 'text';
  input.id = `import-name-${at}`;
  input.value = draft.name;
  input.addEventListener('input', () => {
    draft.name = input.value;
  });
  return input;
}

function systemChoice({ say }: Context, draft: Draft, at: number): HTMLSelectElement {
  const select = element('select');
  select.id = `import-crs-${at}`;
  const { crs, crsGuess } = draft.found;
  const own = crs === undefined ? say('import.crs_silent', { guess: crsGuess }) : say('import.crs_own', { crs });
  select.append(option('', own, true));
  for (const system of SYSTEMS) select.append(option(system, system, false));
  select.addEventListener('change', () => {
    draft.crs = select.value;
  });
  return select;
}

function columnFields(context: Context, draft: Draft, at: number, changed: () => void): HTMLElement[] {
  const fields = columnsOf(draft, isTable(draft.file)).map((column) =>
    field(context.say(`column.${column}`), columnChoice(context, draft, column, at, changed)),
  );
  if (draft.role === 'barrier' && draft.columns.class === undefined) {
    fields.push(field(context.say('import.barrier_class'), classChoice(context, draft, at)));
  }
  return fields;
}

function columnChoice(
  context: Context,
  draft: Draft,
  column: Column,
  at: number,
  changed: () => void,
): HTMLSelectElement {
  const select = element('select');
  select.id = `import-${column}-${at}`;
  const now = namesOf(draft.columns, column);
  select.append(option('', context.say(column === 'key' ? 'import.own_key' : 'import.no_column'), now.length === 0));
  // A key may be made of several columns; they can be kept or replaced by one.
  if (now.length > 1) select.append(option('+', now.join(' + '), true));
  for (const { name, samples } of draft.found.columns) {
    const example = samples.find((each) => each !== '');
    const words = example === undefined ? name : `${name} (${shortened(example)})`;
    select.append(option(`=${name}`, words, now.length === 1 && now[0] === name));
  }
  select.addEventListener('change', () => {
    const picked = select.value === '+' ? now : select.value === '' ? [] : [select.value.slice(1)];
    draft.columns = withColumn(draft.columns, column, picked);
    if (column === 'class') select.closest('.import-columns')?.replaceChildren(...columnFields(context, draft, at, changed));
    changed();
  });
  return select;
}

function classChoice({ say }: Context, draft: Draft, at: number): HTMLSelectElement {
  const select = element('select');
  select.id = `import-barrier-${at}`;
  for (const each of BARRIER_CLASSES) select.append(option(each, say(`barrier.${each}`), each === draft.barrierClass));
  select.addEventListener('change', () => {
    draft.barrierClass = select.value;
  });
  return select;
}

function namesOf(columns: ImportColumns, column: Column): readonly string[] {
  const value = columns[column];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function withColumn(columns: ImportColumns, column: Column, names: readonly string[]): ImportColumns {
  const next: ImportColumns = { ...columns };
  delete next[column];
  const [first] = names;
  if (first === undefined) return next;
  return column === 'key' ? { ...next, key: [...names] } : { ...next, [column]: first };
}

function shortened(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}
