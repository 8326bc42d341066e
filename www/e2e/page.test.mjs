// The built page in a real browser: opens the demo street, draws it, asks no one for anything.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { inkOfMap, SHOTS, start, waitForLayer, ZONES } from './browser.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

const FOLDER = fileURLToPath(new URL('folder', import.meta.url));

test('the demo street opens, is drawn, and nothing leaves the origin', async () => {
  const seen = await stage.open('zh-CN');
  const { page } = seen;
  assert.equal(await page.locator('h1').textContent(), '多网合一');
  await page.screenshot({ path: `${SHOTS}start-zh.png` });
  const before = await inkOfMap(page);
  await page.getByRole('button', { name: '打开示例街道' }).click();
  await page.getByRole('tab', { name: '图层' }).click();
  const base = await page.locator('input[data-layer]').nth(1).getAttribute('data-layer');
  assert.ok(base, 'the list of layers is empty');
  await waitForLayer(page, base);
  const drawn = await inkOfMap(page);
  assert.ok(drawn > before + 10_000, `the map shows ${drawn} pixels of ink, ${before} before`);
  await page.screenshot({ path: `${SHOTS}demo-zh.png` });
  const layers = await page.locator('input[data-layer]').evaluateAll((boxes) =>
    boxes.map((box) => box.getAttribute('data-layer') ?? ''),
  );
  assert.ok(layers.length >= 6, `only ${layers.length} layers`);
  for (const layer of layers) await page.locator(`input[data-layer="${layer}"]`).check();
  for (const layer of layers) await waitForLayer(page, layer);
  await page.screenshot({ path: `${SHOTS}demo-all-layers-zh.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

test('the demo street is merged, and a zone says why it is what it is', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await page.screenshot({ path: `${SHOTS}merged-zh.png` });

  // The middle of the map lies in the street.
  await page.locator('#map').click();
  const card = page.locator('#card');
  await card.locator('h2').waitFor();
  const code = (await card.locator('h2').textContent()) ?? '';
  assert.match(code, /^\d{15}$/, 'a code is 12 digits of the community and 3 of the zone');
  const facts = await card.locator('dl').first().locator('dd').allTextContents();
  assert.match(facts[1] ?? '', /^[\d,]+$/, 'households');
  const reasons = await card.locator('.reasons li').allTextContents();
  assert.ok(reasons.length > 0, 'the zone gives no reason');
  assert.ok(reasons.every((reason) => /\p{Script=Han}/u.test(reason)), reasons.join('\n'));
  await page.screenshot({ path: `${SHOTS}zone-zh.png` });

  // The result adds up: the list has as many zones as the report says.
  const figures = await page.locator('#panel-project .figures dd').allTextContents();
  const zones = Number(figures[0]?.replaceAll(',', ''));
  assert.ok(zones > 12, `only ${zones} zones in 12 communities`);
  await page.getByRole('tab', { name: '图层' }).click();
  const total = page.locator('.layer', { hasText: '统一网格' }).locator('.amount');
  assert.equal(await total.textContent(), `${figures[0]} 个网格`);

  await page.getByRole('button', { name: 'English' }).click();
  await card.getByText('Why it is so').waitFor();
  await card.locator('.reasons li', { hasNotText: /\p{Script=Han}{4}/u }).first().waitFor();
  assert.equal(await card.locator('h2').textContent(), code);
  await page.screenshot({ path: `${SHOTS}zone-en.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

test('a zone is found, opened and closed by keyboard alone', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(FOLDER);
  await page.getByRole('button', { name: 'Merge the grids' }).press('Enter');
  await waitForLayer(page, ZONES);
  await page.getByRole('tab', { name: 'Project' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const search = page.getByRole('searchbox');
  await search.pressSequentially('001');
  await search.press('Tab');
  await page.keyboard.press('Enter');
  const card = page.locator('#card');
  await card.locator('h2').waitFor();
  assert.match((await card.locator('h2').textContent()) ?? '', /001$/);
  await card.getByRole('button', { name: 'Close' }).press('Escape');
  await card.waitFor({ state: 'hidden' });
  stage.assertQuiet(seen);
  await seen.close();
});

test('a browser that wishes English gets English, and can switch', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.getByRole('button', { name: 'Open the demo street' }).waitFor();
  await page.screenshot({ path: `${SHOTS}start-en.png` });
  await page.getByRole('button', { name: '中文' }).press('Enter');
  await page.getByRole('button', { name: '打开示例街道' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  assert.deepEqual(seen.errors, []);
  await seen.close();
});

test('a folder is read by its manifest, and only the files it names', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(FOLDER);
  await waitForLayer(page, 'civil');
  await page.getByRole('tab', { name: 'Layers' }).click();
  const amounts = await page.locator('.layer').allTextContents();
  assert.deepEqual(amounts, ['综治2 cells', '公安1 cell1 feature could not be read', '道路1 line']);
  await page.screenshot({ path: `${SHOTS}folder-en.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

test('a folder without a manifest is refused with the way out', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('../src/i18n', import.meta.url)));
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /holds no onegrid\.toml.*page\.no_manifest/);
  await page.screenshot({ path: `${SHOTS}no-manifest-en.png` });
  await seen.close();
});

test('a broken file is refused with its name and what to do', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('broken', import.meta.url)));
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /gone\.geojson.*read\.open/);
  await seen.close();
});
