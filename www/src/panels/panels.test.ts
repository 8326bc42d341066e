import { expect, test } from 'vitest';
import type { PolicyField, PolicyRule, Violation, ZoneRow } from '../engine/types';
import { marksOf, standing } from './card/bar';
import { sumsOf } from './card/several';
import { groupsOf } from './filter';
import { boundsOf } from './go';
import { Draft, inOrder, numberOf, rankOf } from './policy/draft';
import { sorted } from './policy/outcome';
import { ruleNames } from './problems';
import { verdict } from './score';
import { moment } from './time';

const BOUNDS = { measure: 'households', min: 300, max: 500, target: 400 } as const;

test('the bar shows the bounds where they are, and what is far beyond them at its end', () => {
  expect(marksOf(400, BOUNDS)).toEqual({ min: 40, target: 53.3, max: 66.7, value: 53.3 });
  expect(marksOf(1000, BOUNDS)).toEqual({ min: 30, target: 40, max: 50, value: 100 });
  expect(marksOf(0, { ...BOUNDS, min: 0, max: 0, target: 0 }).value).toBe(0);
});

test('both ends of the bounds lie within them', () => {
  expect([299, 300, 500, 501].map((value) => standing(value, BOUNDS))).toEqual(['below', 'within', 'within', 'above']);
});

test('sums of zones count communities once', () => {
  const row = { households: 10, areaM2: 5, communityKey: 'a', state: 'kept', isLocked: false } as ZoneRow;
  const sums = sumsOf([row, { ...row, state: 'broken', isLocked: true }, { ...row, communityKey: 'b' }]);
  expect(sums).toEqual({ zones: 3, households: 30, areaM2: 15, communities: 2, broken: 1, locked: 1 });
});

test('kinds come by how many there are, then by id', () => {
  const groups = groupsOf(['b', 'a', 'c', 'c'], (each) => [each, each.toUpperCase()]);
  expect(groups.map(({ name, count }) => `${name}${count}`)).toEqual(['C2', 'A1', 'B1']);
});

test('bounds of polygons are those of their shells', () => {
  const shell = Float64Array.of(1, 2, 3, 2, 3, 5, 1, 2);
  expect(boundsOf([[shell], [Float64Array.of(0, 3, 1, 3, 0, 3)]])).toEqual([0, 2, 3, 5]);
  expect(boundsOf([])).toBeUndefined();
});

function field(path: string, value: PolicyField['value'], kind: PolicyField['kind'] = 'count'): PolicyField {
  return { path, nameZh: path, nameEn: 'least', kind, value, unitZh: '', unitEn: '' };
}

function rule(id: string, part: Partial<PolicyRule> = {}): PolicyRule {
  const words = { nameZh: `规则${id}`, nameEn: id, citationZh: '', citationEn: '' };
  return { id, ...words, isSet: true, isOptional: true, fields: [field(`${id}.min`, 3)], ...part };
}

test('a value that is there already is no change', () => {
  const draft = new Draft();
  draft.put('size.min', 350, 300);
  draft.put('size.max', 9, 500);
  expect(draft.changes).toEqual([
    { path: 'size.max', value: 9 },
    { path: 'size.min', value: 350 },
  ]);
  draft.put('size.min', 300, 300);
  draft.put('size.max', 500, 500);
  expect(draft.isEmpty).toBe(true);
});

test('a rule taken out says nothing more, and comes back as it was', () => {
  const draft = new Draft();
  draft.put('size.min', 350, 300);
  draft.setRule(rule('size'), false);
  expect(draft.changes).toEqual([{ path: 'size', value: null }]);
  draft.setRule(rule('size'), true);
  expect(draft.isEmpty).toBe(true);
});

test('a rule that is not in force comes in by its first value, but not by a list', () => {
  const draft = new Draft();
  const fields = [field('x.layers', [], 'list'), field('x.least', 20)];
  draft.setRule(rule('x', { isSet: false, fields }), true);
  expect(draft.changes).toEqual([{ path: 'x.least', value: 20 }]);
  draft.setRule(rule('x', { isSet: false, fields }), false);
  expect(draft.isEmpty).toBe(true);
});

test('numbers are taken as the field wants them', () => {
  const count = field('a', 1);
  expect(['7', ' 7 ', '', 'x', '-1', '1.5', '1e3', 'Infinity'].map((text) => numberOf(text, count))).toEqual([
    7, 7, undefined, undefined, undefined, undefined, 1000, undefined,
  ]);
  const share = { ...field('a', 1, 'number'), least: 0, most: 1 };
  expect(['0', '0.5', '1.01', '-0.1'].map((text) => numberOf(text, share))).toEqual([0, 0.5, undefined, undefined]);
});

test('bounds come first, and from small to large', () => {
  const ids = ['budget', 'rules.x', 'weights', 'community', 'size'];
  const rules = ids.map((id) =>
    rule(id, {
      isOptional: id === 'size' || id === 'rules.x',
      isSet: id !== 'rules.x',
      citationZh: id === 'community' ? '某条例' : '',
    }),
  );
  const order = rules.sort((a, b) => rankOf(a) - rankOf(b)).map(({ id }) => id);
  expect(order).toEqual(['size', 'community', 'weights', 'rules.x', 'budget']);
  const fields = ['a.kind', 'a.max', 'a.target', 'a.min'].map((path) => field(path, 1));
  expect(inOrder(fields).map(({ path }) => path)).toEqual(['a.min', 'a.target', 'a.max', 'a.kind']);
});

test('broken before and after by another limit is neither solved nor new', () => {
  const violation = (zone: number): Violation => ({ rule: 'size.min', zone, communityKey: 'c' }) as Violation;
  const { solved, broken, still } = sorted([violation(1), violation(2)], [violation(2), violation(3)]);
  expect(solved.map(({ zone }) => zone)).toEqual([1]);
  expect(broken.map(({ zone }) => zone)).toEqual([3]);
  expect(still).toBe(1);
});

test('rules and their bounds are called by name', () => {
  const form = { id: 'p', nameZh: '', nameEn: '', rules: [rule('size')] };
  expect(ruleNames('zh', form).get('size.min')).toBe('规则size · size.min');
  expect(ruleNames('en', form).get('size')).toBe('Size');
});

test('better is more of some figures and less of others', () => {
  expect(verdict(1, 2, 'more')).toBe('better');
  expect(verdict(1, 2, 'less')).toBe('worse');
  expect(verdict(1, 2, undefined)).toBe('other');
  expect(verdict(0.1 + 0.2, 0.3, 'less')).toBe('same');
});

test('a moment of today has no date; what is no moment says nothing', () => {
  const now = new Date(2026, 0, 5, 18, 0);
  expect(moment('en', new Date(2026, 0, 5, 10, 42).toISOString(), now)).toBe('10:42');
  expect(moment('zh', new Date(2025, 11, 31, 9, 5).toISOString(), now)).toMatch(/2025.12.31.*09:05/);
  expect(moment('en', 'yesterday')).toBe('');
  expect(moment('en', '')).toBe('');
});
