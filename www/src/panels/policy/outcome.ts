// What other rules would change: how many rules are broken before and after, and which.
import type { Effect, Violation, Worth } from '../../engine/types';
import { count, say, type Lang } from '../../i18n';
import { element } from '../dom';

const SHOWN = 6;

export function outcome(lang: Lang, effect: Effect): HTMLElement[] {
  const { before, after, gone, new: fresh, noteSentences } = effect;
  const figures = element('dl', 'figures');
  const figure = (name: string, of: (worth: Worth) => number): void => {
    const number = (worth: Worth): string => count(lang, Number(of(worth).toPrecision(4)));
    figures.append(element('dt', '', name), element('dd', '', `${number(before)} → ${number(after)}`));
  };
  figure(say(lang, 'score.hard'), ({ hard }) => hard);
  figure(say(lang, 'score.excess'), ({ excess }) => excess);
  figure(say(lang, 'score.objective'), ({ objective }) => objective);
  const { solved, broken, still } = sorted(gone, fresh);
  const isNothing = solved.length === 0 && broken.length === 0;
  return [
    figures,
    ...(isNothing ? [element('p', 'note', say(lang, 'policy.no_rule_changes'))] : []),
    ...rules(lang, 'gone', solved),
    ...rules(lang, 'new', broken),
    ...(still > 0 ? [element('p', 'note', say(lang, 'policy.still', { count: count(lang, still) }))] : []),
    ...noteSentences.map((sentence) => element('p', 'note', sentence)),
  ];
}

/** A rule that is broken before and after, by another limit, is neither solved nor new. */
export function sorted(
  gone: readonly Violation[],
  fresh: readonly Violation[],
): { solved: Violation[]; broken: Violation[]; still: number } {
  const name = ({ rule, zone, communityKey }: Violation): string => `${rule} ${zone ?? communityKey}`;
  const [before, after] = [new Set(gone.map(name)), new Set(fresh.map(name))];
  const broken = fresh.filter((each) => !before.has(name(each)));
  return {
    solved: gone.filter((each) => !after.has(name(each))),
    broken,
    still: fresh.length - broken.length,
  };
}

function rules(lang: Lang, how: 'gone' | 'new', violations: readonly Violation[]): HTMLElement[] {
  if (violations.length === 0) return [];
  const items = violations.slice(0, SHOWN).map(({ code, community, sentence }) =>
    element('li', how, element('span', 'mark', say(lang, `effect.${how}`)), `${code?.slice(-6) ?? community} ${sentence}`),
  );
  const left = violations.length - items.length;
  if (left > 0) items.push(element('li', 'note', say(lang, 'problems.more', { count: count(lang, left) })));
  const title = element('h3', '', `${say(lang, `effect.${how}`)} · ${count(lang, violations.length)}`);
  return [title, element('ul', 'effect-rules', ...items)];
}
