// What the colours of the zones mean, in each way of colouring. Told apart also by people who do not
// see red from green: hues of Okabe and Ito, and blue against orange where two ends are meant.
import type { ZoneRow } from '../engine/types';
import type { Key } from '../i18n';
import type { ColourMode } from '../state/view';

/** Fills by which neighbours differ: Okabe and Ito, lightened so that labels stay readable. */
export const ZONE_PALETTE = ['#a6cee8', '#f3cf8b', '#a8d9c5', '#eebfd9', '#f2b79b', '#c9c5e8', '#e9e3a4'];

/** Far below the bounds, below, within, above, far above. */
const SIZES = ['#4a90c2', '#a9cde6', '#eef0ee', '#f5c28e', '#d97b29'] as const;
const STATES = { kept: '#cfe5e2', broken: '#f2b184', exempt: '#dcd4ea' } as const;
const EDITED = '#f0c04a';
const AS_PROPOSED = '#e3e8eb';
/** Least to most of a zone in one base cell. */
const KEPT = ['#d97b29', '#f5c28e', '#d5e3e6', '#8fbfca', '#3f8fa6'] as const;
const KEPT_STEPS = [0.5, 0.75, 0.9, 0.995] as const;
const NO_BOUNDS = STATES.exempt;
const UNFILLED = 'rgba(255, 255, 255, 0)';

/** One line of a legend. */
export interface LegendLine {
  readonly colour: string;
  readonly key: Key;
}

/** The fill of a zone; `neighbourColour` differs between neighbours. */
export function zoneFill(mode: ColourMode, row: ZoneRow, neighbourColour: number): string {
  switch (mode) {
    case 'state':
      return STATES[row.state];
    case 'zone':
      return ZONE_PALETTE[neighbourColour % ZONE_PALETTE.length] ?? UNFILLED;
    case 'households':
      return sizeFill(row);
    case 'edited':
      return row.isEdited ? EDITED : AS_PROPOSED;
    case 'kept':
      return KEPT[KEPT_STEPS.filter((step) => row.keptShare >= step).length] ?? UNFILLED;
    case 'department':
      return UNFILLED;
  }
}

function sizeFill({ size, bounds }: ZoneRow): string {
  if (bounds === undefined) return NO_BOUNDS;
  const { min, max } = bounds;
  if (size < min * 0.75) return SIZES[0];
  if (size < min) return SIZES[1];
  if (size <= max) return SIZES[2];
  return size <= max * 1.25 ? SIZES[3] : SIZES[4];
}

/** What the colours mean, in words. */
export function legend(mode: ColourMode): LegendLine[] {
  switch (mode) {
    case 'state':
      return [
        { colour: STATES.kept, key: 'state.kept' },
        { colour: STATES.broken, key: 'state.broken' },
        { colour: STATES.exempt, key: 'state.exempt' },
      ];
    case 'zone':
      return [];
    case 'households':
      return [
        { colour: SIZES[0], key: 'legend.far_below' },
        { colour: SIZES[1], key: 'legend.below' },
        { colour: SIZES[2], key: 'legend.within' },
        { colour: SIZES[3], key: 'legend.above' },
        { colour: SIZES[4], key: 'legend.far_above' },
        { colour: NO_BOUNDS, key: 'legend.no_bounds' },
      ];
    case 'edited':
      return [
        { colour: AS_PROPOSED, key: 'legend.as_proposed' },
        { colour: EDITED, key: 'legend.edited' },
      ];
    case 'kept':
      return [
        { colour: KEPT[4], key: 'legend.kept_whole' },
        { colour: KEPT[3], key: 'legend.kept_90' },
        { colour: KEPT[2], key: 'legend.kept_75' },
        { colour: KEPT[1], key: 'legend.kept_50' },
        { colour: KEPT[0], key: 'legend.kept_less' },
      ];
    case 'department':
      return [];
  }
}
