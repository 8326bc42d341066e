// The engine as promises. All work happens in a worker, one call after the other.
import type { CallName, Calls, EngineProblem, Reply, Request, Step } from './types';

export class EngineError extends Error {
  constructor(readonly problem: EngineProblem) {
    super(problem.message);
    this.name = 'EngineError';
  }
}

interface Waiting {
  finish: (result: Calls[CallName]['result']) => void;
  fail: (error: EngineError) => void;
  tell: (progress: Step) => void;
}

export class EngineClient {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  call<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    tell: (progress: Step) => void = () => undefined,
  ): Promise<Calls[Name]['result']> {
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
    worker.onerror = (event) => this.crash(event.message);
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
    if (reply.kind === 'done') waiting.finish(reply.result);
    else waiting.fail(new EngineError(reply.problem));
    // A panic leaves the module in an unknown state: the next call gets a fresh one.
    if (reply.kind === 'failed' && reply.problem.code === 'page.engine_crashed') this.stop();
  }

  private crash(message: string): void {
    const problem = { code: 'page.engine_crashed', message };
    for (const waiting of this.waiting.values()) waiting.fail(new EngineError(problem));
    this.waiting.clear();
    this.stop();
  }

  private stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }
}
