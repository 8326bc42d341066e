// Where the keyboard goes on when long work took away what had the focus.
import type { Context } from '../context';

/** What follows where the button that began the work is no more. */
const NEXT = '#merge';

/** Has to listen before anything that draws itself anew while work is under way. */
export function keepFocus({ store, root }: Pick<Context, 'store' | 'root'>): void {
  let begun: string | undefined;
  store.watchParts(['isBusy'], ({ isBusy }) => {
    if (isBusy) {
      begun = root.activeElement?.id;
      return;
    }
    const id = begun;
    begun = undefined;
    if (id === undefined) return;
    requestAnimationFrame(() => {
      if (root.activeElement !== null) return;
      const again = id === '' ? null : root.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
      (again ?? root.querySelector<HTMLElement>(NEXT))?.focus();
    });
  });
}
