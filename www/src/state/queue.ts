// The order in which the engine is asked: one act after the other, and of questions that replace
// one another only the newest.

/** Runs acts one after the other. */
export class Queue {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Whether an act is under way or waits. */
  get isBusy(): boolean {
    return this.waiting > 0;
  }

  /** Runs an act when all before it are done, failed ones included. */
  run<Result>(act: () => Promise<Result>): Promise<Result> {
    this.waiting += 1;
    const result = this.tail.then(act, act).finally(() => {
      this.waiting -= 1;
    });
    this.tail = result.catch(() => undefined);
    return result;
  }
}

/**
 * Asks one question at a time. A question asked meanwhile waits; a newer one takes its place, and
 * the one that waited is answered `undefined`. So is one whose answer came too late: after
 * `forget`.
 */
export class Latest {
  private isAsking = false;
  private next: (() => void) | undefined;
  private drop: (() => void) | undefined;
  private turn = 0;

  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    const { turn } = this;
    return new Promise((answer, fail) => {
      const begin = (): void => {
        this.isAsking = true;
        question()
          .then((given) => answer(turn === this.turn ? given : undefined), fail)
          .finally(() => this.goOn());
      };
      if (!this.isAsking) {
        begin();
        return;
      }
      this.drop?.();
      this.next = begin;
      this.drop = () => answer(undefined);
    });
  }

  /** Lets no answer through to what was asked so far. */
  forget(): void {
    this.turn += 1;
    this.drop?.();
    this.next = undefined;
    this.drop = undefined;
  }

  private goOn(): void {
    this.isAsking = false;
    const { next } = this;
    this.next = undefined;
    this.drop = undefined;
    next?.();
  }
}
