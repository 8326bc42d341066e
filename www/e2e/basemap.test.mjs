// An online map below the grids: only on the page whose policy lets it in, only from where the user said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SHOTS, start } from './browser.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/** One grey pixel. */
const TILE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

test('tiles come from the address that the user gave, and from nowhere else', async () => {
  const seen = await stage.open('zh-CN', { path: 'basemap.html' });
  const { page } = seen;
  await page.context().route('https://tiles.example/**', (route) =>
    route.fulfill({ contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body: TILE }),
  );
  await page.locator('#open-demo').click();
  await page.locator('#merge').waitFor();
  await page.getByRole('tab', { name: '图层' }).click();
  await page.locator('[data-focus="basemap"]').selectOption('own');
  const address = page.getByLabel('瓦片地址，含 {z}、{x}、{y}');
  await address.fill('http://tiles.example/{z}/{x}/{y}.png');
  await page.getByRole('button', { name: '使用此底图' }).click();
  await page.getByText('地址须以 https:// 开头').waitFor();
  await address.fill('https://tiles.example/{z}/{x}/{y}.png');
  const asked = page.waitForRequest(/tiles\.example/);
  await page.getByRole('button', { name: '使用此底图' }).click();
  assert.match((await asked).url(), /^https:\/\/tiles\.example\/\d+\/\d+\/\d+\.png$/);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${SHOTS}basemap-zh.png` });
  const { origin } = new URL(stage.address);
  const strangers = seen.requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(origin));
  assert.ok(strangers.length > 0 && strangers.every((url) => url.startsWith('https://tiles.example/')));
  assert.deepEqual(seen.errors, []);
  await seen.close();
});

test('the page itself offers none, and its policy would let none in', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#open-demo').click();
  await page.locator('#merge').waitFor();
  await page.getByRole('tab', { name: 'Layers' }).click();
  assert.equal(await page.getByRole('link', { name: 'Open the page that allows a base map' }).count(), 1);
  assert.equal(await page.locator('[data-focus="basemap"]').count(), 0);
  const blocked = await page.evaluate(
    () =>
      new Promise((found) => {
        document.addEventListener('securitypolicyviolation', (event) => found(event.effectiveDirective));
        new Image().src = 'https://tiles.example/0/0/0.png';
      }),
  );
  assert.equal(blocked, 'img-src');
  await seen.close();
});
