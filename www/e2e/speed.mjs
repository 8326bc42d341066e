// How fast the tools answer: `node e2e/speed.mjs [edits] [size]` after `npm run build`. Prints; judges
// nothing. An edit is answered when its effect is drawn on the overlay of the map.
import { start, waitForLayer, ZONES } from './browser.mjs';

const EDITS = Number(process.argv[2] ?? 500);
const SIZE = process.argv[3] ?? 'street';
const SEED = 1;
/** Edits between two signs of life. */
const BATCH = 20;

/** @typedef {import('../src/component').OnegridEditor} Editor */

const stage = await start();
const { page, close } = await stage.open('zh-CN');
await page.evaluate(() => {
  /** @type {number[]} */
  const long_ms = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) long_ms.push(task.duration);
  }).observe({ type: 'longtask', buffered: true });
  Object.assign(window, { long_ms });
});

/** Tasks of the main thread over 50 ms since this was asked last.
 * @returns {Promise<number[]>}
 */
function longTasks() {
  return page.evaluate(() => {
    const { long_ms } = /** @type {{ long_ms: number[] }} */ (/** @type {unknown} */ (window));
    return long_ms.splice(0).sort((a, b) => b - a);
  });
}

/** @param {number} ms */
const show = (ms) => `${ms.toFixed(1)} ms`;

/** @param {number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** @param {string} name
 * @param {number[]} values
 */
function line(name, values) {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => show(quantile(values, share)));
  console.log(`${name.padEnd(14)} n ${String(values.length).padStart(4)}  p50 ${p50}  p95 ${p95}  max ${most}`);
}

await page.evaluate((size) => /** @type {Editor} */ (document.querySelector('onegrid-editor')).openDemo(size), SIZE);
const opening = await longTasks();

// From the click to the zones on the screen.
const began_ms = performance.now();
await page.locator('#merge').click();
await waitForLayer(page, ZONES);
const merge_ms = performance.now() - began_ms;
const merging = await longTasks();
process.stderr.write(`merged in ${show(merge_ms)}\n`);

/** @typedef {Record<'brush' | 'preview' | 'merge' | 'undo' | 'redo', number[]>} Times */

/** Makes some random edits; the state of the dice goes in and comes out.
 * @param {number} edits
 * @param {number} seed
 */
function makeEdits(edits, seed) {
  return page.evaluate(
    async ([number, first]) => {
      const { editor, store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
      let state = first;
      /** From 0 to below 1 (mulberry32). */
      const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };
      /** @template Item @param {readonly Item[]} items */
      const any = (items) => items[Math.floor(random() * items.length)];
      /** @type {Times} */
      const found = { brush: [], preview: [], merge: [], undo: [], redo: [] };
      let refused = 0;
      /** @template Result @param {keyof Times} kind @param {() => Promise<Result | undefined>} act */
      const time = async (kind, act) => {
        const before_ms = performance.now();
        const result = await act();
        const after_ms = performance.now();
        if (result === undefined) refused += 1;
        else found[kind].push(after_ms - before_ms);
        // As a hand would: the browser has time to draw in between.
        await new Promise((drawn) => setTimeout(drawn, 20));
      };
      for (let made = 0; made < number; made += 1) {
        const row = any([...(store.state.plan?.rows.values() ?? [])]);
        if (row === undefined) break;
        const around = await editor.ask('neighbours', { zone: row.key });
        const other = any(around.filter((zone) => store.state.plan?.rows.get(zone)?.communityKey === row.communityKey));
        const dice = random();
        if (dice < 0.25) await time('undo', () => editor.undo());
        else if (dice < 0.35) await time('redo', () => editor.redo());
        else if (other === undefined) continue;
        else if (dice < 0.5) await time('merge', () => editor.apply({ kind: 'merge-zones', zones: [row.key, other] }));
        else {
          // A stroke across a border, as the brush makes it: units under it, preview, edit.
          const { coords } = await editor.ask('borderBetween', { a: row.key, b: other });
          const at = 2 * Math.floor(random() * (coords.length / 2));
          /** @type {[number, number][]} */
          const path = [[coords[at] ?? 0, coords[at + 1] ?? 0]];
          const units = await editor.ask('unitsUnder', { path, radius_m: 5 + 25 * random() });
          const edit = /** @type {const} */ ({ kind: 'reassign', units, to: row.key });
          await time('preview', () => editor.preview(edit, () => undefined));
          await time('brush', () => editor.apply(edit));
        }
      }
      return { found, refused, state };
    },
    /** @type {const} */ ([edits, seed]),
  );
}

/** @type {Times} */
const times = { brush: [], preview: [], merge: [], undo: [], redo: [] };
let refused = 0;
let dice = SEED;
for (let made = 0; made < EDITS; made += BATCH) {
  const batch = await makeEdits(Math.min(BATCH, EDITS - made), dice);
  for (const kind of /** @type {(keyof Times)[]} */ (Object.keys(times))) times[kind].push(...batch.found[kind]);
  refused += batch.refused;
  dice = batch.state;
  process.stderr.write(`\r${Math.min(made + BATCH, EDITS)} of ${EDITS} edits`);
}
process.stderr.write('\n');
const editing = await longTasks();

console.log(`demo ${SIZE}, ${EDITS} random edits, seed ${SEED}`);
console.log(`merge: click to zones on screen ${show(merge_ms)}; 1/50 of it is ${show(merge_ms / 50)}`);
for (const [name, values] of Object.entries(times)) line(name, values);
console.log(`refused or nothing to do: ${refused}`);
/** @param {number[]} tasks */
const longest = (tasks) => (tasks.length === 0 ? 'none over 50 ms' : tasks.slice(0, 5).map(show).join(', '));
console.log(`longest tasks of the main thread: opening ${longest(opening)}; merging ${longest(merging)}; editing ${longest(editing)}`);
await close();
await stage.close();
