import { expect, test } from 'vitest';
import { Store } from './store';

test('a listener hears now, then of every change with the state before, until it stops', () => {
  const store = new Store({ a: 1, b: 'x' });
  const heard: [number, number][] = [];
  const stop = store.watch((state, before) => heard.push([state.a, before.a]));
  store.change({ a: 2 });
  stop();
  store.change({ a: 3 });
  expect(heard).toEqual([[1, 1], [2, 1]]);
});

test('a change to what is so already is none', () => {
  const store = new Store({ a: 1 });
  let heard = 0;
  store.watch(() => (heard += 1));
  store.change({ a: 1 });
  store.change({});
  expect(heard).toBe(1);
});

test('a state is replaced, never changed', () => {
  const store = new Store({ a: 1 });
  const before = store.state;
  store.change({ a: 2 });
  expect(before).toEqual({ a: 1 });
});

test('a listener of parts hears of those parts alone', () => {
  const store = new Store({ a: 1, b: 1, c: 1 });
  const heard: number[] = [];
  store.watchParts(['a', 'b'], ({ a, b }) => heard.push(10 * a + b));
  store.change({ c: 2 });
  store.change({ b: 2 });
  store.change({ a: 2, c: 3 });
  expect(heard).toEqual([11, 12, 22]);
});

test('a change made by a listener is not lost, and every listener ends at the newest state', () => {
  const store = new Store({ asked: 0, answered: 0 });
  store.watchParts(['asked'], ({ asked }) => store.change({ answered: asked }));
  let seen = { asked: -1, answered: -1 };
  store.watch(() => (seen = store.state));
  store.change({ asked: 5 });
  expect(seen).toEqual({ asked: 5, answered: 5 });
});
