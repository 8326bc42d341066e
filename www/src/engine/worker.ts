// The engine's side: receives calls, drives the wasm module, reports progress and problems.
import init, { Engine } from './pkg/onegrid';
import wasmUrl from './pkg/onegrid_bg.wasm?url';
import type { Calls, EngineProblem, FolderFile, Reply, Request, Step } from './types';

const MANIFEST = 'onegrid.toml';

let engine: Engine | undefined;
let ready: Promise<unknown> | undefined;

/** A problem found by this worker; the page has the sentence. */
class PageProblem extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

self.onmessage = (event: MessageEvent<Request>): void => {
  void answer(event.data);
};

async function answer(request: Request): Promise<void> {
  const { id } = request;
  const send = (reply: Reply, handOver: Transferable[] = []): void =>
    self.postMessage(reply, { transfer: handOver });
  const tell = seldom((progress) => send({ id, kind: 'progress', progress }));
  try {
    tell('start', 0, 0);
    ready ??= init({ module_or_path: wasmUrl });
    await ready;
    const result = perform(request, tell);
    send({ id, kind: 'done', result }, result instanceof Uint8Array ? [result.buffer] : []);
  } catch (thrown) {
    send({ id, kind: 'failed', problem: problemOf(thrown) });
  }
}

type Tell = (step: string, done: number, total: number) => void;

/** Every new step is told at once, progress within it a few times a second. */
function seldom(send: (progress: Step) => void): Tell {
  let lastStep = '';
  let lastTime_ms = 0;
  return (step, done, total) => {
    const now_ms = performance.now();
    if (step === lastStep && now_ms - lastTime_ms < 100) return;
    lastStep = step;
    lastTime_ms = now_ms;
    send({ step, done, total });
  };
}

function perform(request: Request, tell: Tell): Calls[Request['call']]['result'] {
  switch (request.call) {
    case 'openDemo': {
      const { size, seed } = request.args;
      return take(Engine.demo(size, seed, tell));
    }
    case 'openFolder':
      return take(openFolder(request.args.files, tell));
    case 'cells':
      return opened().cells(request.args.layer);
    case 'merge':
      opened().merge(request.args.policy, tell);
      return undefined;
    case 'rows':
      return opened().rows(request.args.lang);
    case 'zones':
      return opened().zones();
    case 'labels':
      return opened().labels();
    case 'report':
      return opened().report(request.args.lang);
    case 'explain':
      return opened().explain(request.args.code, request.args.lang);
    case 'locate':
      return opened().locate(request.args.lon_deg, request.args.lat_deg);
  }
}

function take(next: Engine): ReturnType<Engine['opened']> {
  engine?.free();
  engine = next;
  return engine.opened();
}

function opened(): Engine {
  if (engine === undefined) throw new PageProblem('page.engine_crashed');
  return engine;
}

/** Opens the manifest; the engine asks for each file that the manifest names, and for no other. */
function openFolder(files: FolderFile[], tell: Tell): Engine {
  const byName = new Map(files.map(({ name, file }) => [name, file]));
  const reader = new FileReaderSync();
  const manifest = byName.get(MANIFEST);
  if (manifest === undefined) throw new PageProblem('page.no_manifest');
  const read = (name: string): Uint8Array | undefined => {
    const file = byName.get(name.replace(/^\.\//, ''));
    return file && new Uint8Array(reader.readAsArrayBuffer(file));
  };
  return Engine.open(reader.readAsText(manifest), read, tell);
}

function problemOf(thrown: unknown): EngineProblem {
  if (thrown instanceof PageProblem) {
    return { code: thrown.code, message: thrown.message };
  }
  if (isProblem(thrown)) return thrown;
  // Anything else is a trap of the module (a bug, or memory used up).
  return { code: 'page.engine_crashed', message: String(thrown) };
}

function isProblem(thrown: unknown): thrown is EngineProblem {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    typeof thrown.code === 'string' &&
    'message' in thrown &&
    typeof thrown.message === 'string'
  );
}
