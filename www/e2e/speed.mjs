// How fast the page answers, against its bars. After `npm run build`:
//   node e2e/speed.mjs [edits] [size] [--native <the command onegrid, release build>] [--moved <size>]
// Prints one table; a bar that is missed does not fail it. What is timed is timed by the clock: on a machine
// that others use, look at the columns of work done.
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Alone } from './alone.mjs';
import { start, waitForLayer, ZONES } from './browser.mjs';
import { makeEdits, noTimes } from './dice.mjs';
import { move, renderer } from './moving.mjs';
import { CAUSES, traced } from './trace.mjs';

/** @typedef {import('../src/component').OnegridEditor} Editor */
/** @typedef {import('./trace.mjs').Task} Task */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { native: { type: 'string' }, moved: { type: 'string', default: 'district' } },
});
const EDITS = Number(positionals[0] ?? 500);
const SIZE = positionals[1] ?? 'street';
const SEED = 1;
/** Edits between two signs of life. */
const BATCH = 20;
/** The bars. */
const TIMES_NATIVE = 6;
const SHARE_OF_MERGE = 50;
const LONG_MS = 100;

/** @param {number} ms */
const show = (ms) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
/** @param {boolean | undefined} isHeld */
const verdict = (isHeld) => (isHeld === undefined ? '' : isHeld ? 'held' : 'MISSED');
/** @type {[string, string, string][]} */
const table = [];
/** @param {string} name @param {string} told @param {boolean} [isHeld] */
const row = (name, told, isHeld) => table.push([name, told, verdict(isHeld)]);

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/**
 * Tells the long tasks of a phase.
 * @param {string} phase
 * @param {readonly Task[]} tasks
 * @param {boolean} hasBar the bar is about the engine at work and about editing
 */
function rowOfTasks(phase, tasks, hasBar = true) {
  const judged = (/** @type {boolean} */ isHeld) => (hasBar ? isHeld : undefined);
  const long = tasks.filter(({ ms }) => ms > LONG_MS);
  row(`tasks over ${LONG_MS} ms ${phase}`, `${long.length}, and ${tasks.length - long.length} of 50 to ${LONG_MS} ms`, judged(long.length === 0));
  for (const { ms, cpu_ms, of_ms } of long.slice(0, 3)) {
    const shares = Object.entries(of_ms).filter(([, of]) => of >= 1).sort(([, a], [, b]) => b - a);
    const words = shares.map(([cause, of]) => `${CAUSES[/** @type {keyof typeof CAUSES} */ (cause)]} ${of.toFixed(0)}`);
    row(`  ${show(ms)}, at work ${show(cpu_ms)}`, words.join(', '));
  }
  const own = long.filter(({ ms, of_ms }) => ms - of_ms.draw > LONG_MS);
  const worked = long.filter(({ cpu_ms }) => cpu_ms > LONG_MS);
  row('  of these without waits for drawing', `${own.length}; at work for so long ${worked.length}`, judged(own.length === 0));
}

/** Opens a demo and merges it; what the engine took is told by the page. @param {import('playwright-core').Page} page */
async function merge(page) {
  await page.evaluate(() => {
    const { engine } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const ask = engine.call.bind(engine);
    /** @type {Record<string, number>} */
    const answered_ms = {};
    Object.assign(window, { answered_ms });
    engine.call = async (call, args, tell) => {
      const begun_ms = performance.now();
      const result = await ask(call, args, tell);
      answered_ms[call] = performance.now() - begun_ms;
      return result;
    };
  });
  const began_ms = performance.now();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  const merge_ms = performance.now() - began_ms;
  const answered_ms = await page.evaluate(() => /** @type {any} */ (window).answered_ms);
  return { merge_ms, engine_ms: answered_ms.merge };
}

/** @param {import('playwright-core').Page} page @param {string} size */
const openDemo = (page, size) =>
  page.evaluate((size) => /** @type {Editor} */ (document.querySelector('onegrid-editor')).openDemo(size), size);

const stage = await start();
const { page, close } = await stage.open('zh-CN');
const alone = options.native === undefined ? undefined : new Alone(options.native, SIZE);
const native_ms = [];

// The page makes itself ready before anybody can choose what to open; that is a phase of its own.
const loading = await traced(stage, page, async () => {
  await page.reload();
  await page.waitForTimeout(3000);
});
const opening = await traced(stage, page, () => openDemo(page, SIZE));
// What the engine compiles and the map draws after opening is not part of the merge.
await page.waitForTimeout(2000);
if (alone !== undefined) native_ms.push(alone.merge_ms());
const merging = await traced(stage, page, () => merge(page));
const { merge_ms, engine_ms } = merging.result;
if (alone !== undefined) native_ms.push(alone.merge_ms());
alone?.close();
process.stderr.write(`merged in ${show(merge_ms)}\n`);
// Figures and lists come after the zones.
const after = await traced(stage, page, () => page.waitForTimeout(3000));

const times = noTimes();
/** @type {Task[]} */
const editing = [];
let refused = 0;
let dice = SEED;
for (let made = 0; made < EDITS; made += BATCH) {
  const { result: batch, tasks } = await traced(stage, page, () => makeEdits(page, Math.min(BATCH, EDITS - made), dice));
  for (const kind of /** @type {(keyof typeof times)[]} */ (Object.keys(times))) times[kind].push(...batch.found[kind]);
  editing.push(...tasks);
  refused += batch.refused;
  dice = batch.state;
  process.stderr.write(`\r${Math.min(made + BATCH, EDITS)} of ${EDITS} edits`);
}
process.stderr.write('\n');
editing.sort((a, b) => b.ms - a.ms);

if (native_ms.length > 0) {
  const mean_ms = native_ms.reduce((sum, ms) => sum + ms, 0) / native_ms.length;
  const times_native = merge_ms / mean_ms;
  const ran = native_ms.map(show).join(' before, ');
  const told = `${show(merge_ms)} = ${times_native.toFixed(1)} x ${show(mean_ms)}`;
  row(`click to zones on screen, under ${TIMES_NATIVE} x native`, told, times_native < TIMES_NATIVE);
  row('  native, one thread', `${ran} after the page's`);
} else row('click to zones on screen', `${show(merge_ms)} (native: give --native)`);
row('  of it', `engine ${show(engine_ms)}, handing over and drawing ${show(merge_ms - engine_ms)}`);
const bar_ms = merge_ms / SHARE_OF_MERGE;
for (const [kind, values] of Object.entries(times)) {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => quantile(values, share));
  const told = `n ${String(values.length).padStart(3)}  p50 ${show(p50 ?? NaN)}  p95 ${show(p95 ?? NaN)}  max ${show(most ?? NaN)}`;
  row(`${kind}, p95 under 1/${SHARE_OF_MERGE} of that (${show(bar_ms)})`, told, values.length === 0 ? undefined : (p95 ?? NaN) < bar_ms);
}
row('  refused or nothing to do', `${refused}`);
rowOfTasks('loading the page', loading.tasks, false);
rowOfTasks('opening', opening.tasks);
rowOfTasks('from click to zones', merging.tasks);
rowOfTasks('after it', after.tasks);
rowOfTasks('editing', editing);

const drawer = await renderer(page);
for (const size of [SIZE, options.moved]) {
  if (size !== SIZE) {
    process.stderr.write(`opening ${size}\n`);
    await openDemo(page, size);
    await merge(page);
    await page.waitForTimeout(3000);
  }
  for (const how of /** @type {const} */ (['pan', 'zoom'])) {
    const { perSecond, longest_ms, drawing_ms, page_ms } = await move(stage, page, how);
    const work = `processor for each: drawing ${show(drawing_ms)}, page ${show(page_ms)}`;
    row(`${how}, ${size}`, `${perSecond.toFixed(1)} pictures a second, longest wait ${show(longest_ms)}; ${work}`);
  }
  if (size === options.moved) break;
}
await close();
await stage.close();

const first = Math.max(...table.map(([name]) => name.length));
const second = Math.max(...table.map(([, told]) => Math.min(told.length, 90)));
console.log(`demo ${SIZE}, ${EDITS} random edits, seed ${SEED}; ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}`);
console.log(`drawn by ${drawer.isSoftware ? 'a program, without a graphics card' : 'a graphics card'}: ${drawer.name}`);
for (const [name, told, held] of table) console.log(`${name.padEnd(first)}  ${told.padEnd(second)}  ${held}`);
