// What is open, which rules to merge under, the button that does it, and the figures of the result.
import type { Context } from '../context';
import type { Opened, Report } from '../engine/types';
import { count, percent, say, type Lang } from '../i18n';
import type { Plan, State } from '../state/store';
import { button, element, emptyState, section } from './dom';
import type { Panel } from './panel';

export const projectPanel: Panel = {
  id: 'project',
  title: 'panel.project',
  icon: ['M3.5 6.5h6l2 2.5h9v10h-17z'],
  mount: (root, context) => {
    const pick = ({ lang, project, plan, report, reported, policy, isBusy }: State) => [
      ...[lang, project, report, policy, isBusy],
      plan === undefined,
      plan?.revision === reported,
    ];
    context.store.watchFor(pick, (state) => fill(root, state, context));
  },
};

function fill(root: HTMLElement, state: State, context: Context): void {
  const { lang, project, plan, report, reported } = state;
  if (project === undefined) {
    root.replaceChildren(emptyState(say(lang, 'project.empty')));
    return;
  }
  const parts = [mergeSection(state, project, context)];
  if (report !== undefined) parts.push(reportSection(lang, report));
  if (plan !== undefined && plan.revision !== reported) parts.at(-1)?.append(...stale(lang, plan, context));
  parts.push(otherData(state, context));
  root.replaceChildren(...parts);
}

function mergeSection(state: State, project: Opened, { store, projects }: Context): HTMLElement {
  const { lang, plan, policy, isBusy } = state;
  const choice = element('select');
  choice.id = 'policy';
  for (const { id, nameZh, nameEn } of project.policies) {
    const option = element('option', '', lang === 'zh' ? nameZh : nameEn);
    option.value = id;
    option.selected = id === policy;
    choice.append(option);
  }
  choice.disabled = isBusy;
  choice.addEventListener('change', () => store.change({ policy: choice.value }));
  const label = element('label', 'field', say(lang, 'merge.policy'), choice);
  const words = say(lang, plan === undefined ? 'merge.run' : 'merge.again');
  const run = button(words, plan === undefined ? 'primary' : '', () => void projects.merge());
  run.id = 'merge';
  run.disabled = isBusy;
  return section(say(lang, 'merge.title'), label, run);
}

/** The figures are of before the last edits: they take a while, so they are made anew on request. */
function stale(lang: Lang, { undo }: Plan, { projects }: Context): HTMLElement[] {
  const note = undo === undefined ? say(lang, 'report.stale') : say(lang, 'report.stale_since', { title: undo });
  return [
    element('p', 'note', note),
    button(say(lang, 'report.refresh'), '', () => void projects.work(() => projects.fillReport())),
  ];
}

/** Other data can be opened at any time. */
function otherData({ lang, isBusy }: State, { store }: Context): HTMLElement {
  const go = button(say(lang, 'project.another'), '', () => store.change({ panel: 'files' }));
  go.disabled = isBusy;
  return element('section', 'panel', go);
}

function reportSection(lang: Lang, report: Report): HTMLElement {
  const general = report.zones - report.exempt;
  const figures = element('dl', 'figures');
  const figure = (name: string, value: string): void => {
    figures.append(element('dt', '', name), element('dd', '', value));
  };
  figure(say(lang, 'report.zones'), count(lang, report.zones));
  figure(
    say(lang, 'report.in_bounds'),
    `${count(lang, report.zonesInBounds)} / ${count(lang, general)}`,
  );
  if (report.exempt > 0) figure(say(lang, 'state.exempt'), count(lang, report.exempt));
  figure(say(lang, 'report.households'), count(lang, report.households));
  if (report.householdsOutside > 0) {
    figure(say(lang, 'report.outside'), count(lang, report.householdsOutside));
  }
  figure(say(lang, 'report.households_kept'), percent(lang, report.householdsKeptShare));
  figure(say(lang, 'report.border_kept'), percent(lang, report.baseBorderKeptShare));
  const departments = report.departments.map(({ name, wholeShare }) =>
    element('li', 'pair', element('span', '', name), element('span', '', percent(lang, wholeShare))),
  );
  const defects = report.conflicts.map(({ name, count: number, slivers }) => {
    const told = slivers > 0 ? ` (${say(lang, 'report.slivers', { count: count(lang, slivers) })})` : '';
    return element('li', 'pair', element('span', '', name), element('span', '', `${count(lang, number)}${told}`));
  });
  const violations = report.violations.map((sentence) => element('li', '', sentence));
  const notes = report.notes.map(({ community, why }) =>
    element('li', '', element('b', '', community), ` ${why}`),
  );
  const made = section(say(lang, 'report.title'), element('p', 'note', report.policy), figures);
  for (const remark of report.remarks) made.append(element('p', 'note', remark));
  made.append(...folded(say(lang, 'report.checks'), report.checks.map(checkLine)));
  made.append(...folded(say(lang, 'report.violations'), violations));
  made.append(...folded(say(lang, 'report.notes'), notes));
  made.append(...folded(say(lang, 'report.departments'), departments));
  made.append(...folded(say(lang, 'report.conflicts'), defects));
  return made;
}

function checkLine({ name, passed, citation }: Report['checks'][number]): HTMLLIElement {
  const mark = passed === undefined ? '–' : passed ? '✓' : '✗';
  const line = element('li', 'pair', element('span', '', name), element('span', '', mark));
  line.title = citation;
  return line;
}

/** A list under its title, closed at first; nothing where the list is empty. */
function folded(title: string, items: HTMLLIElement[]): HTMLElement[] {
  if (items.length === 0) return [];
  const summary = element('summary', '', `${title} · ${items.length}`);
  return [element('details', '', summary, element('ul', '', ...items))];
}
