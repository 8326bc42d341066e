import { expect, test } from 'vitest';
import type { ZoneRow } from '../engine/types';
import { COLOUR_MODES } from '../state/view';
import { legend, zoneFill } from './colours';

function row(part: Partial<ZoneRow>): ZoneRow {
  return {
    key: 1,
    code: '1',
    name: '',
    community: '',
    communityKey: '',
    households: 0,
    areaM2: 1,
    size: 400,
    bounds: { measure: 'households', min: 300, max: 500, target: 400 },
    state: 'kept',
    class: 'general',
    isLocked: false,
    isEdited: false,
    keptShare: 1,
    place: [0, 0],
    ...part,
  };
}

test('sizes are told apart at the bounds and a quarter beyond them', () => {
  const fill = (size: number): string => zoneFill('households', row({ size }), 0);
  expect(fill(300)).toBe(fill(500));
  const fills = [224, 299, 300, 501, 626].map(fill);
  expect(new Set(fills).size).toBe(5);
  expect(fill(225)).toBe(fill(299));
  expect(fill(625)).toBe(fill(501));
});

test('a zone without bounds is neither too small nor too large', () => {
  const { bounds: _, ...free } = row({ size: 1 });
  expect(zoneFill('households', free, 0)).toBe(zoneFill('state', row({ state: 'exempt' }), 0));
});

test('every fill of a mode with a legend is in its legend', () => {
  const rows = [
    ...[1, 250, 400, 600, 900].map((size) => row({ size })),
    row({ state: 'broken', isEdited: true }),
    row({ state: 'exempt' }),
    ...[0.2, 0.6, 0.8, 0.95, 1].map((keptShare) => row({ keptShare })),
  ];
  for (const mode of COLOUR_MODES) {
    const known = legend(mode).map(({ colour }) => colour);
    if (known.length === 0) continue;
    expect(new Set(known).size, mode).toBe(known.length);
    for (const each of rows) expect(known, mode).toContain(zoneFill(mode, each, 0));
  }
});
