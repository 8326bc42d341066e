// Everything about what is chosen: a zone, several, a place, a defect of the input, a cell of a layer.
import type { Context } from '../context';
import { say, type Key } from '../i18n';
import { CLOSE } from '../shell/icons';
import type { State } from '../state/store';
import { cellCard } from './card/cell';
import { conflictCard } from './card/conflict';
import { hereCard } from './card/here';
import { severalCard } from './card/several';
import { zoneCard } from './card/zone';
import { element, iconButton } from './dom';

export function cardPanel(root: HTMLElement, context: Context): void {
  const { store, editor } = context;
  const close = (): void => {
    editor.select([]);
    store.change({ chosen: undefined, subject: undefined });
  };
  root.setAttribute('aria-live', 'polite');
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  const parts = ['lang', 'chosen', 'selection', 'plan', 'subject', 'violations'] as const;
  store.watchParts(parts, (state) => {
    const { lang, chosen, selection, subject } = state;
    root.hidden = chosen === undefined && selection.length === 0 && subject === undefined;
    if (root.hidden) {
      root.replaceChildren();
      return;
    }
    const focused = (context.root.activeElement as HTMLElement | null)?.dataset['focus'];
    const open = new Set([...root.querySelectorAll<HTMLElement>('details[open]')].map(({ id }) => id));
    root.setAttribute('aria-label', say(lang, titleOf(state)));
    const end = iconButton(CLOSE, say(lang, 'card.close'), close);
    end.classList.add('close');
    end.dataset['focus'] = 'card-close';
    root.replaceChildren(end, ...contents(state, context));
    for (const each of root.querySelectorAll('details')) if (open.has(each.id)) each.open = true;
    if (focused !== undefined) root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  });
}

function titleOf({ subject }: State): Key {
  if (subject === undefined) return 'card.zone';
  return subject.kind === 'cell' ? 'card.cell' : 'card.conflict';
}

function contents(state: State, context: Context): HTMLElement[] {
  const { lang, chosen, selection, subject } = state;
  if (subject?.kind === 'conflict') return conflictCard(state, subject.conflict, context);
  if (subject?.kind === 'cell') return cellCard(state, subject.layer, subject.cell, context);
  const parts = severalCard(state, context);
  if (chosen?.card !== undefined && parts.length === 0) parts.push(...zoneCard(state, chosen.card, context));
  else if (selection.length === 0) parts.push(element('p', 'outside', say(lang, 'card.outside')));
  if (chosen?.located !== undefined) parts.push(...hereCard(state, chosen.located, context));
  return parts;
}
