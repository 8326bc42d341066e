// The order in which the map draws, bottom first. What is not listed here has no place. The user's
// own order of layers is kept inside `cells`.

export const Z_ORDER = ['base-map', 'ground', 'cells', 'zone-border', 'mark', 'zone-label'] as const;

export type MapKind = (typeof Z_ORDER)[number];

/** The id of the unseen map layer that marks the upper end of a kind; layers go right below it. */
export function topOf(kind: MapKind): string {
  return `top-of-${kind}`;
}

/** The switch of the merged zones; no layer of a project has an id with this sign. */
export const ZONES = '#zones';
