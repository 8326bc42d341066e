// Files: import, export, saving, work that is put away, two tabs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start, waitForLayer, ZONES } from './browser.mjs';
import { hugeFile, HOSTILE, looseFiles } from './city.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} id */
async function openTab(page, id) {
  await page.locator(`#tab-${id}`).click();
}

/**
 * Presses something that downloads; what comes back is where the file is.
 * @param {Page} page
 * @param {() => Promise<void>} press
 */
async function downloaded(page, press) {
  const coming = page.waitForEvent('download');
  await press();
  const download = await coming;
  const path = join(await mkdtemp(join(tmpdir(), 'onegrid-down-')), download.suggestedFilename());
  await download.saveAs(path);
  return { path, name: download.suggestedFilename(), bytes: await readFile(path) };
}

/** Merges two neighbours as a tool would. @param {Page} page @param {number} at */
function mergeTwo(page, at) {
  return page.evaluate(async (at) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    const rows = [...internals.store.state.plan.rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
    const zone = rows.filter((row) => row.class === 'general')[at].key;
    const near = await internals.editor.ask('neighbours', { zone });
    await internals.editor.apply({ kind: 'merge-zones', zones: [zone, near[0]] });
  }, at);
}

/** The project file as text. @param {Page} page */
function savedText(page) {
  return page.evaluate(async () => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return new TextDecoder().decode(await internals.editor.ask('save', {}));
  });
}

/** Waits until the work is put away. @param {Page} page @param {string} kind */
async function keepingIs(page, kind) {
  await page.waitForFunction((kind) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return internals.store.state.keeping?.kind === kind;
  }, kind);
}

test('loose files are asked about, opened, merged, exported, and the command finds no fault', async () => {
  const { paths } = await looseFiles();
  const seen = await stage.open('zh-CN');
  const { page } = seen;
  await page.locator('#files').setInputFiles(paths);
  const dialog = page.getByRole('dialog');
  await dialog.locator('#import-open').waitFor();
  await dialog.locator('.shapes-preview').first().waitFor();
  const titles = await dialog.locator('.import-head b').allTextContents();
  assert.equal(titles.length, 5, titles.join());
  const at = (/** @type {string} */ name) => titles.findIndex((each) => each.startsWith(name));
  const value = (/** @type {string} */ id) => dialog.locator(id).inputValue();
  assert.equal(await value(`#import-role-${at('综治')}`), 'base');
  assert.equal(await value(`#import-role-${at('社区')}`), 'community');
  assert.equal(await value(`#import-role-${at('公安')}`), 'department');
  assert.equal(await value(`#import-role-${at('roads')}`), 'barrier');
  assert.equal(await value(`#import-role-${at('户数')}`), 'households');
  assert.equal(await value(`#import-households-${at('户数')}`), '=households');
  assert.equal(await value(`#import-lon-${at('户数')}`), '=lon');
  assert.equal(await value(`#import-key-${at('综治')}`), '=网格编码');
  assert.match((await dialog.locator('.unread').textContent()) ?? '', /parcels\.zip.*QGIS/);
  await page.screenshot({ path: `${SHOTS}import-zh.png` });
  assert.deepEqual(await faultsOf(page), []);
  // Without a base grid it cannot be opened, and says so.
  await dialog.locator(`#import-role-${at('综治')}`).selectOption('department');
  assert.match((await dialog.locator('.dialog-foot .fault').textContent()) ?? '', /基础网格/);
  assert.ok(await dialog.locator('#import-open').isDisabled());
  await dialog.locator(`#import-role-${at('综治')}`).selectOption('base');
  await dialog.locator('#import-name').fill('测试街道');
  await dialog.locator('#import-open').click();
  await dialog.waitFor({ state: 'detached' });
  await openTab(page, 'project');
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);

  // What someone typed into a name stays text, wherever it is shown.
  await page.locator('#map').click({ position: { x: 300, y: 350 } });
  await page.locator('#card h2').waitFor();
  assert.ok((await page.locator('#card').textContent())?.includes(HOSTILE), 'the name of the community');
  await page.screenshot({ path: `${SHOTS}hostile-zh.png` });
  for (const tab of await page.getByRole('tab').all()) await tab.click();
  assert.equal(await page.locator('onegrid-editor img[src="x"]').count(), 0);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).wasHacked), undefined);

  await openTab(page, 'files');
  await page.locator('[data-focus="export-zones.geojson"]').waitFor();
  const zones = await downloaded(page, () => page.locator('[data-focus="export-zones.geojson"]').click());
  assert.equal(zones.name, '测试街道-zones.geojson');
  const { stdout } = await onegrid('check', zones.path, '--json');
  const checks = JSON.parse(stdout);
  assert.ok(JSON.stringify(checks).length > 20, stdout);
  const crosswalk = await downloaded(page, () => page.locator('[data-focus="export-crosswalk.csv"]').click());
  assert.match(crosswalk.bytes.toString(), /B001/);
  const report = await downloaded(page, () => page.locator('[data-focus="export-report.html"]').click());
  assert.ok(!report.bytes.toString().includes('<img src=x'), 'the report has markup of a name');
  const manifest = await downloaded(page, () => page.getByRole('button', { name: 'onegrid.toml' }).click());
  assert.match(manifest.bytes.toString(), /role = "base"/);
  await page.screenshot({ path: `${SHOTS}files-zh.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

/** The native command: built before, or now. @param {string[]} args */
function onegrid(...args) {
  const run = promisify(execFile);
  const native = process.env['ONEGRID'];
  if (native !== undefined) return run(native, args, { cwd: ROOT });
  return run('cargo', ['run', '--quiet', '--package', 'onegrid-cli', '--', ...args], { cwd: ROOT });
}

test('a picture of the map comes in the size that was asked for, as PNG and SVG', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await openTab(page, 'files');
  const make = async (/** @type {string} */ form, /** @type {string} */ size) => {
    await page.locator('#export-picture').click();
    await page.locator('#picture-form').selectOption(form);
    await page.locator('#picture-size').selectOption(size);
    if (size === 'own') await page.locator('#picture-width').fill('90000');
    if (size !== 'own') return downloaded(page, () => page.locator('#picture-make').click());
    await page.locator('#picture-make').click();
    await page.getByRole('dialog').locator('.fault', { hasText: '12,000' }).waitFor();
    await page.screenshot({ path: `${SHOTS}picture-dialog-zh.png` });
    assert.deepEqual(await faultsOf(page), []);
    await page.locator('#picture-width').fill('800');
    return downloaded(page, () => page.locator('#picture-make').click());
  };
  const png = await make('png', 'a4');
  assert.equal(png.bytes.readUInt32BE(16), 1754);
  assert.equal(png.bytes.readUInt32BE(20), 1240);
  await writeFile(`${SHOTS}picture.png`, png.bytes);
  const svg = await make('svg', 'own');
  const text = svg.bytes.toString();
  assert.match(text, /<svg [^>]*width="800" height="1000"/);
  const counts = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return { faults: parsed.querySelectorAll('parsererror').length, paths: parsed.querySelectorAll('path').length };
  }, text);
  assert.equal(counts.faults, 0);
  assert.ok(counts.paths > 90, `${counts.paths} paths`);
  await writeFile(`${SHOTS}picture.svg`, svg.bytes);
  stage.assertQuiet(seen);
  await seen.close();
});

test('a saved project opens again and is the same, byte for byte', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await mergeTwo(page, 4);
  await mergeTwo(page, 20);
  await openTab(page, 'files');
  const saved = await downloaded(page, () => page.locator('#save-project').click());
  assert.match(saved.name, /\.onegrid\.json$/);
  await seen.close();
  const other = await stage.open('en-GB');
  await other.page.locator('#files').setInputFiles(saved.path);
  await waitForLayer(other.page, ZONES);
  await openTab(other.page, 'files');
  const again = await downloaded(other.page, () => other.page.locator('#save-project').click());
  assert.ok(again.bytes.equals(saved.bytes), 'the project file is another one');
  await openTab(other.page, 'history');
  await other.page.locator('.states .done').nth(1).waitFor();
  stage.assertQuiet(other);
  await other.close();
});

test('a reload loses nothing: the work is offered again, restored, and can be forgotten', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await mergeTwo(page, 4);
  await mergeTwo(page, 20);
  await keepingIs(page, 'kept');
  const before = await savedText(page);
  await page.reload();
  const lost = page.getByRole('region', { name: /恢复 \d\d:\d\d 的编辑/ });
  await lost.waitFor();
  await page.screenshot({ path: `${SHOTS}lost-zh.png` });
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('#restore-lost').click();
  await waitForLayer(page, ZONES);
  assert.equal(await savedText(page), before);
  // It goes on as the same sitting: one more edit is kept in its place.
  await mergeTwo(page, 30);
  await keepingIs(page, 'kept');
  await openTab(page, 'files');
  await page.locator('.kept-works .kept').first().waitFor();
  assert.equal(await page.locator('.kept-works .kept').count(), 1);
  await page.screenshot({ path: `${SHOTS}kept-zh.png` });
  await page.locator('#forget-all').click();
  await page.getByRole('dialog').getByRole('button', { name: '全部清除' }).click();
  await page.getByText('没有自动保存的内容').waitFor();
  await page.reload();
  await page.locator('#open-demo').waitFor();
  assert.equal(await page.locator('#restore-lost').count(), 0);
  stage.assertQuiet(seen);
  await seen.close();
});

test('loose files come back after a reload too, without being chosen again', async () => {
  const { paths } = await looseFiles();
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#files').setInputFiles(paths.filter((path) => !path.endsWith('.zip')));
  await page.locator('#import-open').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await mergeTwo(page, 0);
  await keepingIs(page, 'kept');
  const before = await savedText(page);
  await page.reload();
  await page.locator('#restore-lost').click();
  await waitForLayer(page, ZONES);
  assert.equal(await savedText(page), before);
  stage.assertQuiet(seen);
  await seen.close();
});

test('a crash of the engine loses no edit', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await mergeTwo(page, 4);
  const before = await savedText(page);
  // A call that no version of the page makes: in the worker it fails as a fault of the engine does.
  const code = await page.evaluate(async () => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return internals.engine.call('exportFile', null).catch((/** @type {any} */ error) => error.problem.code);
  });
  assert.equal(code, 'page.engine_crashed');
  assert.equal(await savedText(page), before);
  await mergeTwo(page, 20);
  assert.notEqual(await savedText(page), before);
  await seen.close();
});

test('two tabs on one project: the second is told, and takes over when the first is closed', async () => {
  const seen = await stage.openMerged('zh-CN');
  await mergeTwo(seen.page, 4);
  await keepingIs(seen.page, 'kept');
  const second = await seen.page.context().newPage();
  await second.goto(stage.address);
  await second.locator('#open-demo').waitFor();
  assert.equal(await second.locator('#restore-lost').count(), 0, 'work in hand is not lost');
  await second.locator('#open-demo').click();
  await second.locator('#merge').click();
  await waitForLayer(second, ZONES);
  await second.getByText('此项目已在另一个标签页打开').first().waitFor();
  await second.screenshot({ path: `${SHOTS}two-tabs-zh.png` });
  assert.deepEqual(await faultsOf(second), []);
  await mergeTwo(second, 10);
  await seen.page.close();
  await keepingIs(second, 'kept');
  await seen.close();
});

test('files that are too large or of no use are refused with advice', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#files').setInputFiles(await hugeFile(401 * 2 ** 20));
  const alert = page.getByRole('alert').filter({ hasText: 'huge.geojson' });
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /401 MiB.*400 MiB.*onegrid merge/);
  await page.screenshot({ path: `${SHOTS}too-large-en.png` });
  const { paths } = await looseFiles();
  await page.locator('#files').setInputFiles(paths.filter((path) => path.endsWith('.zip')));
  await page.getByRole('alert').filter({ hasText: 'QGIS' }).waitFor();
  await seen.close();
});
