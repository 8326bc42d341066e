// Now, or the time before: the proposal of the engine, the base grid it came from.
import type { Context } from '../context';
import { say } from '../i18n';
import { button } from '../panels/dom';
import type { State } from '../state/store';
import type { View } from '../state/view';

const TIMES = [undefined, 'proposal', 'base'] as const;
/** What the held key shows until a switch was used. */
const FIRST_BEFORE = 'base';

/** Makes the switch; the returned function is for the key that shows the time before while it is held. */
export function times(root: HTMLElement, { store }: Context): (isHeld: boolean) => void {
  let last: View['before'] = FIRST_BEFORE;
  const show = (before: View['before']): void => {
    if (before !== undefined) last = before;
    store.change({ view: { ...store.state.view, before } });
  };
  root.setAttribute('role', 'group');
  const buttons = TIMES.map((time) => {
    const made = button('', 'quiet', () => show(time));
    made.dataset['time'] = time ?? 'now';
    return made;
  });
  root.append(...buttons);
  const pick = ({ lang, view, plan, hasProposal }: State) => [lang, view.before, plan === undefined, hasProposal];
  store.watchFor(pick, ({ lang, view, plan, hasProposal }) => {
    root.hidden = plan === undefined;
    root.setAttribute('aria-label', say(lang, 'times.title'));
    for (const [position, time] of TIMES.entries()) {
      const made = buttons[position];
      if (made === undefined) continue;
      made.hidden = time === 'proposal' && !hasProposal;
      made.textContent = say(lang, `times.${time ?? 'now'}`);
      made.setAttribute('aria-pressed', String(view.before === time));
    }
  });
  return (isHeld) => {
    if (store.state.plan === undefined) return;
    if (isHeld !== (store.state.view.before !== undefined)) show(isHeld ? last : undefined);
  };
}
