// The engine's side: receives calls, drives the wasm module, reports progress and problems.
import init, { Engine } from './pkg/onegrid';
import wasmUrl from './pkg/onegrid_bg.wasm?url';
import type { Calls, EngineProblem, FolderFile, Opening, Reply, Request, Step } from './types';

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
    send({ id, kind: 'done', result }, bulkOf(result));
  } catch (thrown) {
    send({ id, kind: 'failed', problem: problemOf(thrown) });
  }
}

/** Buffers that can be handed over instead of being copied. */
function bulkOf(result: unknown): Transferable[] {
  if (ArrayBuffer.isView(result)) return [result.buffer as ArrayBuffer];
  if (typeof result !== 'object' || result === null) return [];
  const parts = ['ground', 'shapes'].map((part) => (result as Record<string, unknown>)[part]);
  const layers = 'layers' in result && Array.isArray(result.layers) ? result.layers : [];
  const deep = [...layers, ...parts].flatMap(bulkOf);
  const own = Object.values(result).filter((value) => ArrayBuffer.isView(value));
  return [...own.map((array) => array.buffer as ArrayBuffer), ...deep];
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
    case 'openDemo':
      return take(open({ kind: 'demo', ...request.args }, tell));
    case 'openFolder':
      return take(open({ kind: 'folder', ...request.args }, tell));
    case 'merge':
      opened().merge(request.args.policy, tell);
      return undefined;
    case 'tryMerge':
      return opened().tryMerge(request.args.policy, tell);
    case 'restore':
      return restore(request.args.saved, request.args.files, tell);
    case 'recover':
      return recover(request.args, tell);
    case 'prepare':
      return undefined;
    case 'savedInfo':
      return Engine.savedInfo(request.args.saved);
    case 'inspect':
      return Engine.inspect(request.args.file.name, bytesOf(request.args.file.file));
    case 'manifestOf':
      return Engine.manifestOf(request.args.spec);
    default:
      return ask(opened(), request);
  }
}

type Question = Exclude<
  Request,
  {
    call:
      | 'openDemo' | 'openFolder' | 'merge' | 'tryMerge' | 'restore' | 'recover' | 'prepare' | 'savedInfo' | 'inspect'
      | 'manifestOf';
  }
>;

/** Calls that need an open project and take no time worth telling. */
function ask(engine: Engine, { call, args }: Question): Calls[Question['call']]['result'] {
  switch (call) {
    case 'cells': return engine.cells(args.layer);
    case 'rows': return engine.rows(args.lang);
    case 'zones': return engine.zones();
    case 'labels': return engine.labels();
    case 'report': return engine.report(args.lang);
    case 'explain': return engine.explain(args.code, args.lang);
    case 'locate': return engine.locate(args.lon_deg, args.lat_deg);
    case 'apply': return engine.apply(args.entry, args.lang);
    case 'preview': return engine.preview(args.edit, args.lang);
    case 'undo': return engine.undo(args.lang);
    case 'redo': return engine.redo(args.lang);
    case 'history': return engine.history(args.lang);
    case 'log': return engine.log();
    case 'zoneRows': return engine.zoneRows(args.lang, args.keys && Uint32Array.from(args.keys));
    case 'zoneShapes': return engine.zoneShapes(args.keys && Uint32Array.from(args.keys));
    case 'communities': return engine.communities(args.lang);
    case 'communityShapes': return engine.communityShapes();
    case 'card': return engine.card(args.zone, args.lang);
    case 'zoneCells': return engine.zoneCells(args.zone);
    case 'neighbours': return [...engine.neighbours(args.zone)];
    case 'borderBetween': return engine.borderBetween(args.a, args.b);
    case 'barriersNear': return engine.barriersNear(args.zone, args.lang);
    case 'unitAt': return engine.unitAt(args.lon_deg, args.lat_deg);
    case 'unitsUnder': return engine.unitsUnder(args.path, args.radius_m);
    case 'unitsIn': return engine.unitsIn(args.polygon);
    case 'unitsOf': return engine.unitsOf(args.zone);
    case 'unitShapes': return engine.unitShapes(args.units);
    case 'snap': return engine.snap(args.lon_deg, args.lat_deg, args.radius_m);
    case 'cellAt': return engine.cellAt(args.layer, args.lon_deg, args.lat_deg);
    case 'crosswalkOf': return engine.crosswalkOf(args.layer, args.cell);
    case 'violations': return engine.violations(args.lang);
    case 'conflicts': return engine.conflicts(args.lang);
    case 'scorecard': return engine.scorecard();
    case 'policy': return engine.policy();
    case 'policyWith': return engine.policyWith(args.changes);
    case 'previewPolicy': return engine.previewPolicy(args.changes, args.lang);
    case 'proposal': return engine.proposal();
    case 'save': return engine.save();
    case 'markSaved':
      engine.markSaved();
      return undefined;
    case 'exportFiles': return engine.exportFiles();
    case 'exportFile': return engine.exportFile(args.name, args.lang);
    case 'beginning': return engine.beginning();
  }
}

function take(next: Engine): ReturnType<Engine['opened']> {
  engine?.free();
  engine = next;
  return engine.opened();
}

function opened(): Engine {
  if (engine === undefined) throw new PageProblem('page.nothing_open');
  return engine;
}

function open(opening: Opening, tell: Tell): Engine {
  return opening.kind === 'demo'
    ? Engine.demo(opening.size, opening.seed, tell)
    : openFolder(opening.files, tell);
}

/** Opens the manifest; the engine asks for each file that the manifest names, and for no other. */
function openFolder(files: FolderFile[], tell: Tell): Engine {
  const byName = new Map(files.map(({ name, file }) => [name, file]));
  const manifest = byName.get(MANIFEST);
  if (manifest === undefined) throw new PageProblem('page.no_manifest');
  const read = (name: string): Uint8Array | undefined => {
    const file = byName.get(name.replace(/^\.\//, ''));
    return file && bytesOf(file);
  };
  return Engine.open(new FileReaderSync().readAsText(manifest), read, tell);
}

function bytesOf(file: File): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file));
}

/** The open project stays as it is until the saved one is there. */
function restore(
  saved: Uint8Array<ArrayBuffer>,
  files: FolderFile[] | undefined,
  tell: Tell,
): Calls['restore']['result'] {
  const { source } = Engine.savedInfo(saved);
  if (source.kind === 'folder' && files === undefined) throw new PageProblem('page.folder_needed');
  const next = open(source.kind === 'demo' ? source : { kind: 'folder', files: files ?? [] }, tell);
  try {
    next.restore(saved, tell);
  } catch (thrown) {
    next.free();
    throw thrown;
  }
  return take(next);
}

function recover(
  { opening, beginning, log }: Calls['recover']['args'],
  tell: Tell,
): Calls['recover']['result'] {
  const next = open(opening, tell);
  if (beginning !== undefined) {
    next.restore(beginning, tell);
    // The map has the proposal already; fetched once, the engine keeps it no longer.
    next.proposal();
  }
  for (const [done, entry] of log.entries()) {
    tell('replay', done, log.length);
    next.apply(entry, 'en');
  }
  return take(next);
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
