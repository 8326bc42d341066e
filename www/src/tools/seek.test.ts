import { expect, test } from 'vitest';
import type { ZoneRow } from '../engine/types';
import { placeOf, zonesOf } from './seek';

test.each([
  ['118.78,32.06', [118.78, 32.06]],
  [' 118.78 32.06 ', [118.78, 32.06]],
  ['118.78，32.06', [118.78, 32.06]],
  ['32.06, 118.78', [118.78, 32.06]],
  ['-73.9,40.7', [-73.9, 40.7]],
  ['118.78°, 32.06°', [118.78, 32.06]],
])('%s is a place', (text, place) => {
  expect(placeOf(text)).toEqual(place);
});

test.each(['', '118.78', '001 002 003', '118.78,abc', '218.78,132.06', '118.78,32.06,5'])('%s is no place', (text) => {
  expect(placeOf(text)).toBeUndefined();
});

function row(code: string, name: string, community: string): ZoneRow {
  return {
    key: Number(code),
    code,
    name,
    community,
    communityKey: community,
    households: 1,
    areaM2: 1,
    size: 1,
    state: 'kept',
    class: 'general',
    isLocked: false,
    isEdited: false,
    keptShare: 1,
    place: [0, 0],
  };
}

const ROWS = [row('100012', '第十二网格', '东街社区'), row('100002', '第二网格', 'East'), row('212000', '公园', 'West')];

test('zones are found by the end of their code first, then by any of their words', () => {
  expect(zonesOf(ROWS, '12').map(({ code }) => code)).toEqual(['100012', '212000']);
  expect(zonesOf(ROWS, 'east 002').map(({ code }) => code)).toEqual(['100002']);
  expect(zonesOf(ROWS, '公园').map(({ code }) => code)).toEqual(['212000']);
  expect(zonesOf(ROWS, ' ')).toEqual([]);
});
