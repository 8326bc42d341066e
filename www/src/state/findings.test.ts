import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../engine/client';
import type { CallName } from '../engine/types';
import { Findings } from './findings';
import { Store, type Plan, type State } from './store';

const PLAN: Plan = { rows: new Map(), revision: 0, undo: undefined, redo: undefined };
const NOT_MERGED = new EngineError({ code: 'engine.not_merged', message: 'merge first' });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Findings over a map and an engine that are done when the test says so. */
function findingsWith() {
  const store = new Store({ lang: 'en', plan: undefined } as unknown as State);
  const drawn: (() => void)[] = [];
  const asked: { call: CallName; answer: (found: unknown) => void; fail: (thrown: unknown) => void }[] = [];
  const failed: unknown[] = [];
  const ask = ((call: CallName) => new Promise((answer, fail) => asked.push({ call, answer, fail }))) as never;
  new Findings(
    store,
    { ask, onChange: () => () => undefined },
    () => new Promise((go) => drawn.push(go)),
    (thrown) => failed.push(thrown),
  );
  const draw = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(1000);
    for (const go of drawn.splice(0)) go();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { store, draw, drawn, asked, failed };
}

test('lists are asked for when the map is drawn', async () => {
  const { store, draw, asked } = findingsWith();
  store.change({ plan: PLAN });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([]);
  await draw();
  expect(asked.map(({ call }) => call).sort()).toEqual(['conflicts', 'violations']);
});

test('a plan that is gone before the map is drawn is not asked about', async () => {
  const { store, draw, drawn, asked } = findingsWith();
  store.change({ plan: PLAN });
  await vi.advanceTimersByTimeAsync(1000);
  expect(drawn.length).toBe(2);
  store.change({ plan: undefined });
  await draw();
  expect(asked).toEqual([]);
});

test('what fails for a plan that is gone is no problem, what fails for the one at hand is', async () => {
  const { store, draw, asked, failed } = findingsWith();
  store.change({ plan: PLAN });
  await draw();
  store.change({ plan: undefined });
  for (const { fail } of asked.splice(0)) fail(NOT_MERGED);
  await vi.advanceTimersByTimeAsync(0);
  expect(failed).toEqual([]);
  store.change({ plan: PLAN });
  await draw();
  for (const { fail } of asked.splice(0)) fail(NOT_MERGED);
  await vi.advanceTimersByTimeAsync(0);
  expect(failed).toEqual([NOT_MERGED, NOT_MERGED]);
});
