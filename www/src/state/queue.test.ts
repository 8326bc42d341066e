import { expect, test } from 'vitest';
import { Latest, Queue } from './queue';

/** A promise that is settled from outside. */
function deferred<T>(): {
  promise: Promise<T>;
  finish: (value: T) => void;
  fail: (why: Error) => void;
} {
  let finish!: (value: T) => void;
  let fail!: (why: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return { promise, finish, fail };
}

test('acts run one after the other, in order', async () => {
  const queue = new Queue();
  const log: string[] = [];
  const first = deferred<number>();
  const one = queue.run(() => {
    log.push('one begins');
    return first.promise;
  });
  const two = queue.run(() => {
    log.push('two begins');
    return Promise.resolve(2);
  });
  await Promise.resolve();
  expect(log).toEqual(['one begins']);
  expect(queue.isBusy).toBe(true);
  first.finish(1);
  expect(await Promise.all([one, two])).toEqual([1, 2]);
  expect(log).toEqual(['one begins', 'two begins']);
  await Promise.resolve();
  expect(queue.isBusy).toBe(false);
});

test('an act that fails does not hold up those behind it', async () => {
  const queue = new Queue();
  const failed = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('of questions asked while one is answered only the newest is asked', async () => {
  const latest = new Latest();
  const first = deferred<number>();
  const asked: number[] = [];
  const ask = (number: number, answer: Promise<number>): Promise<number | undefined> =>
    latest.ask(() => {
      asked.push(number);
      return answer;
    });
  const answers = [ask(1, first.promise), ask(2, Promise.resolve(2)), ask(3, Promise.resolve(3))];
  first.finish(1);
  expect(await Promise.all(answers)).toEqual([1, undefined, 3]);
  expect(asked).toEqual([1, 3]);
});

test('what is forgotten is not answered', async () => {
  const latest = new Latest();
  const first = deferred<number>();
  const one = latest.ask(() => first.promise);
  const two = latest.ask(() => Promise.resolve(2));
  latest.forget();
  const three = latest.ask(() => Promise.resolve(3));
  first.finish(1);
  expect(await Promise.all([one, two, three])).toEqual([undefined, undefined, 3]);
});

test('a question that fails lets the next one through', async () => {
  const latest = new Latest();
  const first = deferred<number>();
  const one = latest.ask(() => first.promise);
  const two = latest.ask(() => Promise.resolve(2));
  first.fail(new Error('no'));
  await expect(one).rejects.toThrow('no');
  expect(await two).toBe(2);
});
