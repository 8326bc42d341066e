// The engine as promises. All work happens in a worker, one call after the other.
//
// A worker can only be stopped by ending it, and one that has crashed must not be asked again. The
// client therefore remembers what a fresh engine needs to become what the lost one was: what was
// opened, how the plan began, and the edits that were made and not undone.
import type { CallName, Calls, EngineProblem, Entry, Opening, Reply, Request, SavedInfo, Step } from './types';

export class EngineError extends Error {
  constructor(readonly problem: EngineProblem) {
    super(problem.message);
    this.name = 'EngineError';
  }

  /** Stable, for translations. */
  get code(): string {
    return this.problem.code;
  }

  /** Longitude and latitude in degrees, where the problem has a place. */
  get place(): [number, number] | undefined {
    return this.problem.place;
  }
}

/** What happens when an engine is lost; `begun` is told again with each step. */
export type Recovery =
  | { kind: 'begun'; step: Step }
  | { kind: 'done' }
  | { kind: 'failed'; error: EngineError };

interface Waiting {
  finish: (result: Calls[CallName]['result']) => void;
  fail: (error: EngineError) => void;
  tell: (progress: Step) => void;
}

/** What a fresh engine needs. */
interface Memory {
  opening: Opening | undefined;
  /** Absent before the first merge. */
  beginning: Uint8Array<ArrayBuffer> | undefined;
  log: Entry[];
  undone: Entry[];
}

const CANCELLED: EngineProblem = { code: 'page.cancelled', message: 'stopped on request' };

export class EngineClient {
  /** Hears when a lost engine is made again. */
  onRecovery: (recovery: Recovery) => void = () => undefined;

  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private isClosed = false;
  private memory: Memory = empty();
  private recovering: Promise<void> | undefined;

  async call<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    tell: (progress: Step) => void = () => undefined,
  ): Promise<Calls[Name]['result']> {
    if (this.recovering !== undefined) {
      // what is opened anew does not need the old plan
      if (call === 'openDemo' || call === 'openFolder' || call === 'restore') this.end(CANCELLED);
      else await this.recovering;
    }
    const result = await this.send(call, args, tell);
    await this.remember({ call, args } as Request, result);
    return result;
  }

  /** Loads and compiles the engine ahead of the first call. What goes wrong then, that call tells. */
  prepare(): void {
    if (this.worker === undefined) this.send('prepare', {}).catch(() => undefined);
  }

  /** Where the open project came from. */
  get opening(): Opening | undefined {
    return this.memory.opening;
  }

  /** Whether a call is under way. */
  get isBusy(): boolean {
    return this.waiting.size > 0;
  }

  /**
   * Stops all calls under way; each fails with `page.cancelled`. The plan is as it was before them:
   * later calls wait until it is there again. Making it again cannot be stopped.
   */
  cancel(): void {
    if (this.waiting.size > 0 && this.recovering === undefined) this.lose(CANCELLED);
  }

  /** Ends the engine and all that it is doing, for good: what is asked later fails with `page.cancelled`. */
  close(): void {
    this.isClosed = true;
    this.memory = empty();
    this.end(CANCELLED);
  }

  private send<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    tell: (progress: Step) => void = () => undefined,
  ): Promise<Calls[Name]['result']> {
    if (this.isClosed) return Promise.reject(new EngineError(CANCELLED));
    this.worker ??= this.start();
    const worker = this.worker;
    const id = ++this.lastId;
    return new Promise((finish, fail) => {
      this.waiting.set(id, { finish, fail, tell });
      worker.postMessage({ id, call, args } as Request);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<Reply>) => this.hear(event.data);
    worker.onerror = (event) =>
      this.lose({ code: 'page.engine_crashed', message: event.message });
    return worker;
  }

  private hear(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.kind === 'progress') {
      waiting.tell(reply.progress);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.kind === 'done') {
      waiting.finish(reply.result);
      return;
    }
    waiting.fail(new EngineError(reply.problem));
    // A panic leaves the module in an unknown state.
    if (reply.problem.code === 'page.engine_crashed') this.lose(reply.problem);
  }

  /** Keeps what a fresh engine would need after a call that was made. */
  private async remember(
    request: Request,
    result: Calls[CallName]['result'],
  ): Promise<void> {
    const { memory } = this;
    switch (request.call) {
      case 'openDemo':
        this.memory = { ...empty(), opening: { kind: 'demo', ...request.args } };
        break;
      case 'openFolder':
        this.memory = { ...empty(), opening: { kind: 'folder', ...request.args } };
        break;
      case 'restore': {
        const { saved, files } = request.args;
        const { source }: SavedInfo = await this.send('savedInfo', { saved });
        const opening: Opening =
          source.kind === 'demo' ? source : { kind: 'folder', files: files ?? [] };
        const beginning = await this.send('beginning', {});
        this.memory = { ...empty(), opening, beginning, log: await this.send('log', {}) };
        break;
      }
      case 'merge':
        [memory.log, memory.undone] = [[], []];
        memory.beginning = await this.send('beginning', {});
        break;
      case 'apply':
        memory.log.push(request.args.entry);
        memory.undone = [];
        break;
      case 'undo':
        if (result !== undefined) move(memory.log, memory.undone);
        break;
      case 'redo':
        if (result !== undefined) move(memory.undone, memory.log);
        break;
    }
  }

  /** Ends the worker, fails what waits for it, and makes a fresh engine what this one was. */
  private lose(problem: EngineProblem): void {
    const isRecovering = this.recovering !== undefined;
    this.end(problem);
    const { opening, beginning, log } = this.memory;
    // an engine that is lost on the way back would be lost again
    if (isRecovering || opening === undefined) return;
    const tell = (step: Step): void => this.onRecovery({ kind: 'begun', step });
    tell({ step: 'start', done: 0, total: 0 });
    const args = beginning === undefined ? { opening, log } : { opening, beginning, log };
    const recovery = this.send('recover', args, tell).then(
      () => {
        // what was undone before cannot be made again
        this.memory.undone = [];
        this.onRecovery({ kind: 'done' });
      },
      (thrown: unknown) => {
        // something else is being opened
        if (!(thrown instanceof EngineError) || thrown.code === CANCELLED.code) return;
        this.memory = empty();
        this.onRecovery({ kind: 'failed', error: thrown });
      },
    );
    this.recovering = recovery;
    void recovery.then(() => {
      if (this.recovering === recovery) this.recovering = undefined;
    });
  }

  /** Ends the worker and fails what waits for it. */
  private end(problem: EngineProblem): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.recovering = undefined;
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const waiting of lost) waiting.fail(new EngineError(problem));
  }
}

function empty(): Memory {
  return { opening: undefined, beginning: undefined, log: [], undone: [] };
}

function move(from: Entry[], to: Entry[]): void {
  const entry = from.pop();
  if (entry !== undefined) to.push(entry);
}
