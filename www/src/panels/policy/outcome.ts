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
  const isNothing = gone.length === 0 && fresh.length === 0;
  return [
    figures,
    ...(isNothing ? [element('p', 'note', say(lang, 'policy.no_rule_changes'))] : []),
    ...rules(lang, 'gone', gone),
    ...rules(lang, 'new', fresh),
    ...noteSentences.map((sentence) => element('p', 'note', sentence)),
  ];
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
