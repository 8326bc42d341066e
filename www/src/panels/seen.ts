// Work that is done only while a panel is looked at.
import type { Context } from '../context';
import type { State } from '../state/store';

/**
 * Fills a panel when it is shown and something it tells of is another one. What changes while it is
 * out of sight is made up for when it is shown again.
 */
export function whileSeen(
  id: string,
  { store }: Pick<Context, 'store'>,
  parts: readonly (keyof State)[],
  fill: (state: State) => void,
): void {
  let shown: readonly unknown[] | undefined;
  store.watchParts([...parts, 'panel'], (state) => {
    const now = parts.map((part) => state[part]);
    const isSame = shown?.every((value, at) => value === now[at]) ?? false;
    if (state.panel !== id || isSame) return;
    shown = now;
    fill(state);
  });
}
