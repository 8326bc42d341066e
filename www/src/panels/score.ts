// The plan in figures: the proposal, the last save, now.
import type { Score, Scorecard } from '../engine/types';
import { count, percent, say, type Key, type Lang } from '../i18n';
import { Latest } from '../state/queue';
import { element, emptyState, section } from './dom';
import type { Panel } from './panel';
import { whileSeen } from './seen';

/** Which way is better; figures without one are neither good nor bad. */
export type Better = 'more' | 'less' | undefined;

export interface Figure {
  readonly key: Key;
  readonly of: (score: Score) => number;
  readonly better: Better;
  readonly form: 'count' | 'share' | 'number';
}

export const FIGURES: readonly Figure[] = [
  { key: 'report.zones', of: ({ zones }) => zones, better: undefined, form: 'count' },
  { key: 'report.in_bounds', of: ({ inBounds }) => inBounds, better: 'more', form: 'count' },
  { key: 'score.exempt', of: ({ exempt }) => exempt, better: undefined, form: 'count' },
  { key: 'score.hard', of: ({ hardBroken }) => hardBroken, better: 'less', form: 'count' },
  { key: 'score.soft', of: ({ softBroken }) => softBroken, better: 'less', form: 'count' },
  { key: 'score.excess', of: ({ excess }) => excess, better: 'less', form: 'number' },
  { key: 'score.objective', of: ({ objective }) => objective, better: 'less', form: 'number' },
  { key: 'report.households_kept', of: (score) => score.householdsKeptShare, better: 'more', form: 'share' },
  { key: 'report.border_kept', of: (score) => score.baseBorderKeptShare, better: 'more', form: 'share' },
  { key: 'score.compactness', of: ({ compactness }) => compactness, better: 'more', form: 'share' },
];

export const scorePanel: Panel = {
  id: 'score',
  title: 'panel.score',
  icon: ['M4 20V4', 'M4 20h16', 'M8 16v-4', 'M12.5 16V7.5', 'M17 16v-6'],
  mount: (root, context) => {
    const latest = new Latest();
    whileSeen('score', context, ['lang', 'plan'], ({ lang, plan }) => {
      if (plan === undefined) {
        root.replaceChildren(emptyState(say(lang, 'score.empty')));
        return;
      }
      void latest
        .ask(() => context.editor.ask('scorecard', {}))
        .then((score) => {
          if (score !== undefined) root.replaceChildren(...tables(lang, score));
        })
        .catch((thrown: unknown) => context.store.change({ message: { text: String(thrown), kind: 'refused' } }));
    });
  },
};

/** Whether the plan is better or worse by a figure than it was; nothing where it is the same. */
export function verdict(before: number, now: number, better: Better): 'better' | 'worse' | 'same' | 'other' {
  const isSame = Math.abs(now - before) <= 1e-9 * Math.max(1, Math.abs(now), Math.abs(before));
  if (isSame) return 'same';
  if (better === undefined) return 'other';
  return now > before === (better === 'more') ? 'better' : 'worse';
}

function tables(lang: Lang, { start, saved, now }: Scorecard): HTMLElement[] {
  const rows = FIGURES.map(({ key, of, better, form }) =>
    row(lang, say(lang, key), [of(start), of(saved), of(now)], better, form),
  );
  const shareOf = (score: Score, layer: string): number =>
    score.departments.find((each) => each.layer === layer)?.wholeShare ?? 0;
  const departments = now.departments.map(({ layer, name, wholeShare }) =>
    row(lang, name, [shareOf(start, layer), shareOf(saved, layer), wholeShare], 'more', 'share'),
  );
  const parts = [section(say(lang, 'score.title'), element('p', 'note', say(lang, 'score.note')), table(lang, rows))];
  if (departments.length > 0) {
    parts.push(section(say(lang, 'report.departments'), table(lang, departments)));
  }
  return parts;
}

/** The plan now beside another one. */
export function compared(lang: Lang, now: Score, then: Score): HTMLElement {
  const rows = FIGURES.map(({ key, of, better, form }) => row(lang, say(lang, key), [of(now), of(then)], better, form));
  return table(lang, rows, ['score.what', 'score.now', 'score.then']);
}

const HEADS: readonly Key[] = ['score.what', 'score.start', 'score.saved', 'score.now'];

function table(lang: Lang, rows: readonly HTMLElement[], keys = HEADS): HTMLElement {
  const heads = keys.map((key) => {
    const head = element('th', '', say(lang, key));
    head.scope = 'col';
    return head;
  });
  return element('table', 'score', element('thead', '', element('tr', '', ...heads)), element('tbody', '', ...rows));
}

/** The first is what the last is compared with. */
type Values = readonly [first: number, ...others: number[]];

function row(lang: Lang, name: string, values: Values, better: Better, form: Figure['form']): HTMLElement {
  const head = element('th', '', name);
  head.scope = 'row';
  const [start] = values;
  const now = values.at(-1) ?? start;
  const how = verdict(start, now, better);
  const last = element('td', `now ${how}`, figure(lang, now, form));
  if (how === 'better' || how === 'worse') {
    const sign = now > start ? '▲' : '▼';
    const mark = element('span', 'trend', sign);
    mark.setAttribute('aria-hidden', 'true');
    last.append(mark, element('span', 'unseen', say(lang, `score.${how}`)));
  }
  const before = values.slice(0, -1).map((value) => element('td', '', figure(lang, value, form)));
  return element('tr', '', head, ...before, last);
}

function figure(lang: Lang, value: number, form: Figure['form']): string {
  if (form === 'share') return percent(lang, value);
  return count(lang, form === 'count' ? value : Number(value.toPrecision(4)));
}

