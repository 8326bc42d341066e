// Counts of a list by kind, each a button that shows no other.
import { count, say, type Lang } from '../i18n';
import { button, element } from './dom';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** The kinds of a list, the most frequent first, then by id. */
export function groupsOf<Item>(
  items: readonly Item[],
  kindOf: (item: Item) => readonly [id: string, name: string],
): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const [id, name] = kindOf(item);
    const before = groups.get(id);
    groups.set(id, { id, name: before?.name ?? name, count: (before?.count ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

/** Nothing to choose from where there is one kind only: its count stands in the title. */
export function filterBar(
  lang: Lang,
  name: string,
  groups: readonly Group[],
  picked: string | undefined,
  pick: (id: string | undefined) => void,
): HTMLElement {
  const bar = element('div', 'filter');
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', say(lang, 'problems.filter'));
  const chip = (id: string | undefined, words: string, number: number): void => {
    const made = button('', 'chip', () => pick(id === picked ? undefined : id));
    made.append(element('span', 'words', words), element('span', 'amount', count(lang, number)));
    made.setAttribute('aria-pressed', String(id === picked));
    made.dataset['focus'] = `${name}-${id ?? ''}`;
    made.title = words;
    bar.append(made);
  };
  chip(undefined, say(lang, 'problems.all'), groups.reduce((sum, group) => sum + group.count, 0));
  for (const group of groups) chip(group.id, group.name, group.count);
  return bar;
}
