// What is wrong: rules that do not hold, defects of the input. A click shows the place.
import type { Context } from '../context';
import type { Conflict, PolicyForm, Violation } from '../engine/types';
import { count, isKey, say, type Lang } from '../i18n';
import type { State } from '../state/store';
import { acceptActs, acceptDialog, open } from './accept';
import { button, element, emptyState, section } from './dom';
import { filterBar, groupsOf } from './filter';
import { frame, goToPlace, showConflict } from './go';
import { rowButton } from './rows';
import type { Panel } from './panel';

/** Lines of a list that are drawn; the others are counted. */
const SHOWN = 200;

/** What the user sees of the two lists: one rule, one kind, small defects too. */
interface Wish {
  rule: string | undefined;
  kind: string | undefined;
  withSlivers: boolean;
  /** What was accepted, in place of what is left to do. */
  isAccepted: boolean;
  /** What rules are called, by id. */
  names: ReadonlyMap<string, string>;
}

export const problemsPanel: Panel = {
  id: 'problems',
  title: 'panel.problems',
  icon: ['M12 3.5l9 16.5H3z', 'M12 10v4.5', 'M12 17.2v.2'],
  mount: (root, context) => {
    const wish: Wish = { rule: undefined, kind: undefined, withSlivers: false, isAccepted: false, names: new Map() };
    const refill = (): void => {
      const focused = (context.root.activeElement as HTMLElement | null)?.dataset['focus'];
      root.replaceChildren(...content(context.store.state, wish, refill, context));
      if (focused !== undefined) root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    };
    const rename = async (): Promise<void> => {
      const { lang, plan } = context.store.state;
      if (plan !== undefined) wish.names = ruleNames(lang, await context.editor.ask('policy', {}));
      refill();
    };
    let hadPlan = false;
    context.store.watchParts(['lang', 'plan'], ({ plan, lang }, before) => {
      if (plan !== undefined && (!hadPlan || lang !== before.lang)) void rename();
      hadPlan = plan !== undefined;
    });
    context.editor.onChange(({ edit }) => {
      if (edit === 'set-policy') void rename();
    });
    context.store.watchParts(['lang', 'plan', 'violations', 'conflicts', 'selection', 'subject'], refill);
  },
  badge: ({ store }) => store.state.violations && open(store.state.violations).length,
};

function content(state: State, wish: Wish, refill: () => void, context: Context): HTMLElement[] {
  const { lang, plan, violations, conflicts } = state;
  if (plan === undefined) return [emptyState(say(lang, 'problems.empty'))];
  if (violations === undefined || conflicts === undefined) return [emptyState(say(lang, 'problems.waiting'))];
  return [
    rulesSection(state, violations, wish, refill, context),
    defectsSection(state, conflicts.rows, conflicts.total, wish, refill, context),
  ];
}

function rulesSection(
  state: State,
  violations: readonly Violation[],
  wish: Wish,
  refill: () => void,
  context: Context,
): HTMLElement {
  const { lang } = state;
  const title = `${say(lang, 'problems.rules')} · ${count(lang, violations.length)}`;
  if (violations.length === 0) return section(title, element('p', 'good', say(lang, 'problems.no_rules')));
  const left = open(violations);
  const isDone = left.length === 0;
  const listed = wish.isAccepted ? violations.filter(({ accepted }) => accepted !== undefined) : left;
  const groups = groupsOf(listed, ({ rule }) => [rule, nameOf(lang, rule, wish.names)]);
  const picked = wish.rule !== undefined && groups.some(({ id }) => id === wish.rule) ? wish.rule : undefined;
  const bar = filterBar(lang, 'rule', groups, picked, (id) => {
    wish.rule = id;
    refill();
  });
  const shown = listed.filter(({ rule }) => picked === undefined || rule === picked);
  const lines = shown.slice(0, SHOWN).map((each, at) => violationLine(state, each, at, context));
  const parts: HTMLElement[] = [];
  if (left.length < violations.length) parts.push(doneSwitch(lang, left.length, violations.length, wish, refill));
  if (isDone && !wish.isAccepted) parts.push(element('p', 'good', say(lang, 'problems.all_accepted')));
  if (listed.length > 0) parts.push(bar);
  const proven = shown.filter(({ standing, accepted }) => standing === 'unavoidable' && accepted === undefined);
  if (proven.length > 1) {
    const all = button(say(lang, 'accept.all', { count: count(lang, proven.length) }), '', () => acceptDialog(context, proven));
    all.id = 'accept-all';
    parts.push(all);
  }
  return section(title, ...parts, list(lang, lines, shown.length));
}

/** What is left to do, or what was accepted. */
function doneSwitch(lang: Lang, left: number, total: number, wish: Wish, refill: () => void): HTMLElement {
  const chips = ([false, true] as const).map((isAccepted) => {
    const number = count(lang, isAccepted ? total - left : left);
    const made = button(`${say(lang, isAccepted ? 'problems.accepted' : 'problems.open')} ${number}`, 'chip', () => {
      wish.isAccepted = isAccepted;
      refill();
    });
    made.dataset['focus'] = `accepted-${isAccepted}`;
    made.setAttribute('aria-pressed', String(wish.isAccepted === isAccepted));
    return made;
  });
  return element('div', 'filter', ...chips);
}

/** A rule that a policy adds has the name that the policy gives it. */
function nameOf(lang: Lang, rule: string, names: Wish['names']): string {
  const key = `rule.${rule}`;
  return isKey(key) ? say(lang, key) : (names.get(rule) ?? rule);
}

/** What people call the rules: by the id of a rule, and of each bound of it. */
export function ruleNames(lang: Lang, { rules }: PolicyForm): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, nameZh, nameEn, fields } of rules) {
    const name = lang === 'zh' ? nameZh : nameEn.charAt(0).toUpperCase() + nameEn.slice(1);
    names.set(id, name);
    for (const field of fields) names.set(field.path, `${name} · ${lang === 'zh' ? field.nameZh : field.nameEn}`);
  }
  return names;
}

function violationLine({ lang, selection }: State, each: Violation, at: number, context: Context): HTMLElement {
  const { zone, code, community, sentence, citation, strictness, place, why, standing } = each;
  const line = rowButton(`violation-${at}`, () => {
    if (zone === undefined) goToPlace(context, place, 14);
    else frame(context, [zone]);
    context.editor.select(zone === undefined ? [] : [zone]);
    // The card that opens below takes room of the list.
    requestAnimationFrame(() => line.parentElement?.scrollIntoView({ block: 'nearest' }));
  });
  line.classList.add('problem-line', strictness);
  line.setAttribute('aria-pressed', String(zone !== undefined && selection.includes(zone)));
  line.append(
    element('span', 'code', code ?? community),
    element('span', `strictness ${strictness}`, say(lang, `policy.${strictness}`)),
    element('span', 'sentence', sentence),
  );
  if (code !== undefined) line.append(element('span', 'note', community));
  if (citation !== '') line.append(element('span', 'citation', citation));
  const made = element('div', `finding${each.accepted === undefined ? '' : ' accepted'}`, line);
  if (standing !== undefined) line.append(element('span', `standing ${standing}`, say(lang, `standing.${standing}`)));
  if (why !== undefined) line.append(element('span', 'why', why));
  made.append(acceptActs(lang, each, at, context));
  return made;
}

function defectsSection(
  state: State,
  rows: readonly Conflict[],
  total: number,
  wish: Wish,
  refill: () => void,
  context: Context,
): HTMLElement {
  const { lang } = state;
  const title = `${say(lang, 'problems.defects')} · ${count(lang, total)}`;
  if (total === 0) return section(title, element('p', 'good', say(lang, 'problems.no_defects')));
  const sized = rows.filter(({ isSliver }) => wish.withSlivers || !isSliver);
  const groups = groupsOf(sized, (each) => [each.kind, each.name]);
  const picked = wish.kind !== undefined && groups.some(({ id }) => id === wish.kind) ? wish.kind : undefined;
  const bar = filterBar(lang, 'kind', groups, picked, (id) => {
    wish.kind = id;
    refill();
  });
  const box = element('input');
  box.type = 'checkbox';
  box.checked = wish.withSlivers;
  box.dataset['focus'] = 'slivers';
  box.addEventListener('change', () => {
    wish.withSlivers = box.checked;
    refill();
  });
  const slivers = rows.filter(({ isSliver }) => isSliver).length;
  const label = element('label', 'check', box, say(lang, 'problems.slivers', { count: count(lang, slivers) }));
  const shown = sized.filter(({ kind }) => picked === undefined || kind === picked);
  const lines = shown.slice(0, SHOWN).map((each, at) => conflictLine(state, each, at, context));
  const notes = [element('p', 'note', say(lang, 'problems.defects_note'))];
  if (rows.length < total) {
    notes.push(element('p', 'note', say(lang, 'problems.capped', { count: count(lang, rows.length) })));
  }
  return section(title, ...notes, bar, label, list(lang, lines, shown.length));
}

function conflictLine({ lang, subject }: State, each: Conflict, at: number, context: Context): HTMLElement {
  const line = rowButton(`conflict-${at}`, () => showConflict(context, each));
  line.classList.add('problem-line', 'defect');
  const isChosen = subject?.kind === 'conflict' && subject.conflict === each;
  line.setAttribute('aria-pressed', String(isChosen));
  const households = each.households > 0 ? ` · ${say(lang, 'card.households')} ${count(lang, each.households)}` : '';
  line.append(
    element('span', 'code', each.name),
    element('span', 'note', each.layerName),
    element('span', 'sentence', each.sentence),
  );
  if (households !== '') line.append(element('span', 'note', households.slice(3)));
  return line;
}

function list(lang: Lang, lines: readonly HTMLElement[], total: number): HTMLElement {
  const made = element('div', 'found', ...lines);
  const left = total - lines.length;
  if (left > 0) made.append(element('p', 'note', say(lang, 'problems.more', { count: count(lang, left) })));
  return made;
}

