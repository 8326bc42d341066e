// What tests of files and of saving do again and again.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} id */
export async function openTab(page, id) {
  await page.locator(`#tab-${id}`).click();
}

/**
 * Presses something that downloads; what comes back is where the file is.
 * @param {Page} page
 * @param {() => Promise<void>} press
 */
export async function downloaded(page, press) {
  const coming = page.waitForEvent('download');
  await press();
  const download = await coming;
  const path = join(await mkdtemp(join(tmpdir(), 'onegrid-down-')), download.suggestedFilename());
  await download.saveAs(path);
  return { path, name: download.suggestedFilename(), bytes: await readFile(path) };
}

/** The native command: built before, or now. @param {string[]} args */
export function onegrid(...args) {
  const run = promisify(execFile);
  const native = process.env['ONEGRID'];
  if (native !== undefined) return run(native, args, { cwd: ROOT });
  return run('cargo', ['run', '--quiet', '--package', 'onegrid-cli', '--', ...args], { cwd: ROOT });
}

/** Merges two neighbours as a tool would. @param {Page} page @param {number} at */
export function mergeTwo(page, at) {
  return page.evaluate(async (at) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    const rows = [...internals.store.state.plan.rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
    const zone = rows.filter((row) => row.class === 'general')[at].key;
    const near = await internals.editor.ask('neighbours', { zone });
    await internals.editor.apply({ kind: 'merge-zones', zones: [zone, near[0]] });
  }, at);
}

/** The project file as text. @param {Page} page */
export function savedText(page) {
  return page.evaluate(async () => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return new TextDecoder().decode(await internals.editor.ask('save', {}));
  });
}

/** Waits until the work is put away. @param {Page} page @param {string} kind */
export async function keepingIs(page, kind) {
  await page.waitForFunction((kind) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return internals.store.state.keeping?.kind === kind;
  }, kind);
}
