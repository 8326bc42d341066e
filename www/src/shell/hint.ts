// The first visit in three steps. It follows what is open, and stays away once it was closed.
import type { Context } from '../context';
import { say, type Lang } from '../i18n';
import { button, element, iconButton } from '../panels/dom';
import type { State } from '../state/store';
import { CLOSE } from './icons';

/** The only thing kept in the browser without being asked to save: that the hint was closed. */
const SEEN = 'onegrid:hint-seen';
const STEPS = ['open', 'merge', 'edit'] as const;

/** Makes the hint; the returned function shows it again. */
export function hint(root: HTMLElement, { store }: Context): () => void {
  let isAway = wasSeen();
  const close = (): void => {
    isAway = true;
    remember();
    root.hidden = true;
  };
  const fill = (state: State): void => {
    root.hidden = isAway || state.isBusy;
    if (!root.hidden) root.replaceChildren(...content(state.lang, stepOf(state), close));
  };
  const pick = ({ lang, project, plan, isBusy }: State) => [lang, project, plan === undefined, isBusy];
  store.watchFor(pick, fill);
  return () => {
    isAway = false;
    fill(store.state);
  };
}

/** The step that comes next. */
function stepOf({ project, plan }: State): number {
  if (project === undefined) return 0;
  return plan === undefined ? 1 : 2;
}

function content(lang: Lang, step: number, close: () => void): HTMLElement[] {
  const list = element('ol', 'hint-steps');
  for (const [position, name] of STEPS.entries()) {
    const line = element('li', position < step ? 'done' : '', say(lang, `hint.${name}`));
    if (position === step) line.setAttribute('aria-current', 'step');
    list.append(line);
  }
  const end = iconButton(CLOSE, say(lang, 'card.close'), close);
  end.classList.add('close');
  const parts: HTMLElement[] = [element('h2', '', say(lang, 'hint.title')), list, end];
  if (step === STEPS.length - 1) parts.push(button(say(lang, 'hint.understood'), '', close));
  return parts;
}

function wasSeen(): boolean {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    // Storage is forbidden here: the hint comes on every visit.
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(SEEN, '1');
  } catch {
    // As above.
  }
}
