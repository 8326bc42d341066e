// What holds up the main thread of the page, by Chromium's own trace: long tasks, and of each how long it
// waited for the process that draws (which has a graphics card, or is a program where there is none), how
// long scripts ran and whose, and what else the browser did.

/**
 * @typedef {object} Task
 * @property {number} ms from its begin to its end
 * @property {number} cpu_ms how long the processor worked on it
 * @property {Record<Cause, number>} of_ms
 */
/** @typedef {'draw' | 'page' | 'map' | 'script' | 'memory' | 'layout' | 'other'} Cause */
/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any }} TraceEvent */

export const LONG_MS = 50;

/** The causes in words. */
export const CAUSES = /** @type {const} */ ({
  draw: 'waits for the drawing process',
  page: "the page's own scripts",
  map: 'scripts of the map library',
  script: 'scripts, whose is not told',
  memory: 'memory',
  layout: 'layout and paint',
  other: 'other',
});

/**
 * @param {TraceEvent} event
 * @returns {Cause}
 */
function causeOf({ name, args }) {
  if (/WaitFor(GetOffset|Token)|^CommandBuffer|^GLES2|^RasterImplementation/.test(name)) return 'draw';
  if (name === 'FunctionCall' || name === 'EvaluateScript' || name === 'v8.evaluateModule') {
    const file = String(args?.data?.url ?? '').split('/').at(-1) ?? '';
    if (file.startsWith('maplibre')) return 'map';
    return file.startsWith('main-') ? 'page' : 'script';
  }
  if (/GC/.test(name)) return 'memory';
  if (/^(v8\.callFunction|RunMicrotasks|BlinkScheduler_PerformMicrotaskCheckpoint|TimerFire|HandlePostMessage)/.test(name)) return 'script';
  return /Layout|Paint|Layerize|Commit|UpdateLayer/.test(name) ? 'layout' : 'other';
}

/** @param {TraceEvent} event */
const end = ({ ts, dur = 0 }) => ts + dur;

/**
 * How long each cause lasted, less what lay within it.
 * @param {readonly TraceEvent[]} inside by begin, the longer first
 */
function sharesOf(inside) {
  /** @type {Record<Cause, number>} */
  const of_ms = { draw: 0, page: 0, map: 0, script: 0, memory: 0, layout: 0, other: 0 };
  /** @type {{ event: TraceEvent, cause: Cause }[]} */
  const around = [];
  for (const event of inside) {
    let outer = around.at(-1);
    while (outer !== undefined && end(outer.event) <= event.ts) {
      around.pop();
      outer = around.at(-1);
    }
    // What has no cause of its own is of what called it.
    const found = causeOf(event);
    const caller = outer?.cause ?? found;
    const isCalled = found === 'other' || (found === 'script' && caller !== 'other');
    const cause = isCalled ? caller : found;
    const dur_ms = (event.dur ?? 0) / 1000;
    if (outer !== undefined) of_ms[outer.cause] -= dur_ms;
    of_ms[cause] += dur_ms;
    around.push({ event, cause });
  }
  return of_ms;
}

/**
 * The long tasks of the main thread in a trace, the longest first.
 * @param {Buffer} trace
 * @returns {Task[]}
 */
export function longTasks(trace) {
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse(trace.toString());
  const named = traceEvents.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
  const isMain = new Set(named.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}:${tid}`));
  const spans = traceEvents
    .filter(({ ph, pid, tid }) => ph === 'X' && isMain.has(`${pid}:${tid}`))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  /** @type {Task[]} */
  const found = [];
  let last = -Infinity;
  for (const [at, task] of spans.entries()) {
    // A task that runs within another one is part of it.
    if (!/RunTask$/.test(task.name) || (task.dur ?? 0) < LONG_MS * 1000 || task.ts < last) continue;
    last = end(task);
    const inside = [];
    for (let next = at; next < spans.length; next += 1) {
      const event = spans[next];
      if (event === undefined || event.ts >= last) break;
      if (event.pid === task.pid && event.tid === task.tid) inside.push(event);
    }
    found.push({ ms: (task.dur ?? 0) / 1000, cpu_ms: (task.tdur ?? 0) / 1000, of_ms: sharesOf(inside) });
  }
  return found.sort((a, b) => b.ms - a.ms);
}

/**
 * Does something and tells the long tasks meanwhile.
 * @template Result
 * @param {import('./browser.mjs').Stage} stage
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<Result>} act
 * @returns {Promise<{ result: Result, tasks: Task[] }>}
 */
export async function traced(stage, page, act) {
  await stage.browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'gpu'] });
  try {
    const result = await act();
    return { result, tasks: longTasks(await stage.browser.stopTracing()) };
  } catch (thrown) {
    await stage.browser.stopTracing();
    throw thrown;
  }
}
