// Files: import of loose ones, what is dropped, what is refused, results and pictures.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start, waitForLayer, ZONES } from './browser.mjs';
import { hugeFile, HOSTILE, looseFiles } from './city.mjs';
import { downloaded, onegrid, openTab } from './work.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

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

test('files are dropped anywhere on the editor', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  const { folder } = await looseFiles();
  const text = await readFile(join(folder, '综治网格.geojson'), 'utf8');
  await page.locator('#map').evaluate((map, text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'base.geojson', { type: 'application/geo+json' }));
    map.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }));
  }, text);
  await page.getByRole('dialog').locator('#import-open').waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.screenshot({ path: `${SHOTS}import-phone-en.png` });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  stage.assertQuiet(seen);
  await seen.close();
});
