// What a panel is: one tab at the side of the map.
import type { Context } from '../context';
import type { Key } from '../i18n';

export interface Panel {
  readonly id: string;
  readonly title: Key;
  /** Paths of an icon of 24 by 24, drawn with a line of 1.75. */
  readonly icon: readonly string[];
  /**
   * Fills a root when the panel is first looked at, and keeps it up to date from then on, also while
   * it is out of sight: `root.hidden` tells.
   */
  mount(root: HTMLElement, context: Context): void;
  /** A number to show on the tab; nothing where there is none to show. */
  badge?(context: Context): number | undefined;
}
