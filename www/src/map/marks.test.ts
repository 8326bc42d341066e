import { expect, test } from 'vitest';
import type { ZoneKey, ZoneRow } from '../engine/types';
import type { Plan } from '../state/store';
import { zonesNamed } from './marks';

function planOf(codes: readonly string[]): Plan {
  const rows = codes.map((code, key): [ZoneKey, ZoneRow] => [
    key,
    {
      key,
      code,
      name: '',
      community: '',
      communityKey: '',
      households: 0,
      areaM2: 0,
      size: 0,
      state: 'kept',
      class: 'general',
      isLocked: false,
      isEdited: false,
      keptShare: 1,
      place: [0, 0],
    },
  ]);
  return { rows: new Map(rows), revision: 1, undo: undefined, redo: undefined };
}

test('the zones that a refusal names are found by their whole codes', () => {
  const plan = planOf(['990101001010005', '990101001010006', '99010100101']);
  const named = (text: string): string[] => zonesNamed(text, plan).map(({ code }) => code);
  expect(named('网格 990101001010005 已锁定,请先解锁')).toEqual(['990101001010005']);
  expect(named('zones 990101001010005、990101001010006 touch')).toEqual(['990101001010005', '990101001010006']);
  expect(named('划线没有把范围分成两部分')).toEqual([]);
  expect(zonesNamed('990101001010005', undefined)).toEqual([]);
});
