// The built page in a real browser: opens the demo street, draws it, asks no one for anything.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SHOTS = fileURLToPath(new URL('../test-results/', import.meta.url));
/** Software rendering is slow, and so may be the machine. */
const PATIENCE_MS = 120_000;

/** @type {import('vite').PreviewServer} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;
let address = '';

before(async () => {
  await mkdir(SHOTS, { recursive: true });
  server = await preview({ root: ROOT, logLevel: 'warn', preview: { port: 4871 } });
  address = server.resolvedUrls?.local[0] ?? '';
  assert.match(address, /^http/);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? 'chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * A fresh page that remembers what it asked for and what went wrong.
 * @param {string} locale
 */
async function openPage(locale) {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const errors = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(address);
  return { page, requests, errors, close: () => context.close() };
}

/** @param {{ requests: string[], errors: string[] }} seen */
function assertQuiet({ requests, errors }) {
  const { origin } = new URL(address);
  const strangers = requests.filter((url) => {
    const { protocol } = new URL(url);
    return new URL(url).origin !== origin && protocol !== 'data:';
  });
  assert.deepEqual(strangers, [], 'requests that leave the origin');
  assert.ok(requests.some((url) => url.endsWith('.wasm')), 'the engine was never loaded');
  assert.deepEqual(errors, [], 'errors of the page');
}

/**
 * Waits until the map has drawn a layer.
 * @param {import('playwright-core').Page} page
 * @param {string} layer
 */
async function waitForLayer(page, layer) {
  await page.locator(`#map[data-drawn~="${layer}"]`).waitFor();
}

/**
 * How many pixels of the map are darker than background and ground: lines.
 * @param {import('playwright-core').Page} page
 */
async function inkOfMap(page) {
  const shot = await page.locator('#map canvas').screenshot();
  return page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d');
    if (pen === null) return 0;
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red + green + blue < 3 * 0xd0) ink += 1;
    }
    return ink;
  }, [...shot]);
}

test('the demo street opens, is drawn, and nothing leaves the origin', async () => {
  const seen = await openPage('zh-CN');
  const { page } = seen;
  assert.equal(await page.locator('h1').textContent(), '多网合一');
  const before = await inkOfMap(page);
  await page.getByRole('button', { name: '打开示例街道' }).click();
  const base = await page.locator('input[data-layer]').first().getAttribute('data-layer');
  assert.ok(base, 'the list of layers is empty');
  await waitForLayer(page, base);
  const drawn = await inkOfMap(page);
  assert.ok(drawn > before + 10_000, `the map shows ${drawn} pixels of ink, ${before} before`);
  await page.screenshot({ path: `${SHOTS}demo-zh.png` });
  for (const box of await page.locator('input[data-layer]').all()) await box.check();
  const layers = await page.locator('input[data-layer]').evaluateAll((boxes) =>
    boxes.map((box) => box.getAttribute('data-layer') ?? ''),
  );
  assert.ok(layers.length >= 6, `only ${layers.length} layers`);
  for (const layer of layers) await waitForLayer(page, layer);
  await page.screenshot({ path: `${SHOTS}demo-all-layers-zh.png` });
  assertQuiet(seen);
  await seen.close();
});

test('the demo street is merged, and a zone says why it is what it is', async () => {
  const seen = await openPage('zh-CN');
  const { page } = seen;
  await page.getByRole('button', { name: '打开示例街道' }).click();
  await page.getByRole('button', { name: '合并网格' }).click();
  await waitForLayer(page, '#zones');
  await page.screenshot({ path: `${SHOTS}merged-zh.png` });

  // The middle of the map lies in the street.
  await page.locator('#map canvas').click();
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

  // The result adds up: the figures are the sums of the zones.
  const figures = await page.locator('#side .figures dd').allTextContents();
  const zones = Number(figures[0]?.replaceAll(',', ''));
  assert.ok(zones > 12, `only ${zones} zones in 12 communities`);
  const total = page.locator('.layer', { hasText: '统一网格' }).locator('.amount');
  assert.equal(await total.textContent(), `${figures[0]} 个网格`);

  await page.getByRole('button', { name: 'English' }).click();
  await card.getByText('Why it is so').waitFor();
  await page.waitForFunction(
    (before) => document.querySelector('#card .reasons li')?.textContent !== before,
    reasons[0],
  );
  assert.equal(await card.locator('h2').textContent(), code);
  await page.screenshot({ path: `${SHOTS}zone-en.png` });
  assertQuiet(seen);
  await seen.close();
});

test('a zone is found, opened and closed by keyboard alone', async () => {
  const seen = await openPage('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('folder', import.meta.url)));
  await page.getByRole('button', { name: 'Merge the grids' }).press('Enter');
  const search = page.getByRole('searchbox');
  await search.pressSequentially('001');
  await search.press('Tab');
  await page.keyboard.press('Enter');
  const card = page.locator('#card');
  await card.locator('h2').waitFor();
  assert.match((await card.locator('h2').textContent()) ?? '', /001$/);
  await card.getByRole('button', { name: 'Close' }).press('Escape');
  await card.waitFor({ state: 'hidden' });
  assertQuiet(seen);
  await seen.close();
});

test('a browser that wishes English gets English, and can switch', async () => {
  const seen = await openPage('en-GB');
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
  const seen = await openPage('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('folder', import.meta.url)));
  await waitForLayer(page, 'civil');
  const amounts = await page.locator('.layer').allTextContents();
  assert.deepEqual(amounts, ['综治2 cells', '公安1 cell1 feature could not be read', '道路1 line']);
  await page.screenshot({ path: `${SHOTS}folder-en.png` });
  assertQuiet(seen);
  await seen.close();
});

test('a folder without a manifest is refused with the way out', async () => {
  const seen = await openPage('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('../src/i18n', import.meta.url)));
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /holds no onegrid\.toml.*page\.no_manifest/);
  await page.screenshot({ path: `${SHOTS}no-manifest-en.png` });
  await seen.close();
});

test('a broken file is refused with its name and what to do', async () => {
  const seen = await openPage('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(fileURLToPath(new URL('broken', import.meta.url)));
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /gone\.geojson.*read\.open/);
  await seen.close();
});
