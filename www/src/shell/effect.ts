// What the tool in hand would do: households of each zone before and after, rules won and lost.
import type { Context } from '../context';
import type { Effect, Violation, ZoneEffect } from '../engine/types';
import { count, say, type Lang } from '../i18n';
import { button, element } from '../panels/dom';
import { zonesNamed } from '../map/marks';

const ZONES_SHOWN = 6;

export function effectCard(root: HTMLElement, { store, map }: Context): void {
  root.setAttribute('aria-live', 'polite');
  store.watchParts(['preview', 'lang', 'message'], ({ preview, lang, message, plan }) => {
    const refused = message?.kind === 'refused' ? message : undefined;
    root.hidden = preview === undefined && refused === undefined;
    root.classList.toggle('refused', refused !== undefined && preview === undefined);
    if (preview !== undefined) root.replaceChildren(...effectView(lang, preview));
    else if (refused !== undefined) {
      const place = refused.place ?? zonesNamed(refused.text, plan)[0]?.place;
      root.replaceChildren(...refusalView(lang, refused.text, place && (() => map.reveal(place))));
    }
    else root.replaceChildren();
  });
}

/** Why the edit is refused, and where; the status line tells it to screen readers. */
function refusalView(lang: Lang, text: string, show: (() => void) | undefined): HTMLElement[] {
  const parts: HTMLElement[] = [element('h2', '', say(lang, 'refused.title')), element('p', '', text)];
  for (const part of parts) part.setAttribute('aria-hidden', 'true');
  if (show !== undefined) parts.push(button(say(lang, 'refused.show'), 'quiet', show));
  return parts;
}

/** An effect in a few lines; panels use it too. */
export function effectView(lang: Lang, effect: Effect): HTMLElement[] {
  const zones = element('ul', 'effect-zones');
  const touched = effect.zones.filter(isTouched);
  for (const zone of touched.slice(0, ZONES_SHOWN)) zones.append(zoneLine(lang, zone));
  const left = touched.length - ZONES_SHOWN;
  if (touched.length === 0) zones.append(element('li', 'note', say(lang, 'effect.none')));
  if (left > 0) zones.append(element('li', 'note', say(lang, 'effect.more', { count: count(lang, left) })));
  const rules = element('ul', 'effect-rules');
  rules.append(...effect.gone.map((each) => ruleLine(lang, 'gone', each)));
  rules.append(...effect.new.map((each) => ruleLine(lang, 'new', each)));
  const notes = effect.noteSentences.map((sentence) => element('p', 'note', sentence));
  return [zones, ...(rules.childElementCount > 0 ? [rules] : []), ...notes];
}

/** Whether the ground or the households of a zone would be others, not its name or its lock alone. */
function isTouched({ change, shapeChanged, householdsBefore, householdsAfter }: ZoneEffect): boolean {
  return change !== 'changed' || shapeChanged || householdsBefore !== householdsAfter;
}

function zoneLine(lang: Lang, zone: ZoneEffect): HTMLElement {
  const { code, householdsBefore: before, householdsAfter: after, change } = zone;
  const sign = after > before ? '+' : '−';
  const difference = before === after ? '' : `${sign}${count(lang, Math.abs(after - before))}`;
  return element(
    'li',
    change,
    element('span', 'code', code.slice(-6)),
    element('span', 'amount', `${count(lang, before)} → ${count(lang, after)}`),
    element('span', 'difference', difference),
  );
}

function ruleLine(lang: Lang, how: 'gone' | 'new', { code, sentence }: Violation): HTMLElement {
  const mark = element('span', 'mark', say(lang, `effect.${how}`));
  return element('li', how, mark, code === undefined ? sentence : `${code.slice(-6)} ${sentence}`);
}
