// How the editor looks and can be used: accessibility, a phone, the first visit, before and after.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start, waitForLayer, ZONES } from './browser.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

for (const locale of ['zh-CN', 'en-GB']) {
  test(`no serious accessibility fault at any stage (${locale})`, async () => {
    const seen = await stage.open(locale, { hasHint: true });
    const { page } = seen;
    await page.locator('#open-demo').waitFor();
    assert.deepEqual(await faultsOf(page), [], 'before anything is open');
    await page.locator('#open-demo').click();
    await page.locator('#merge').waitFor();
    assert.deepEqual(await faultsOf(page), [], 'open');
    await page.locator('#merge').click();
    await waitForLayer(page, ZONES);
    await page.locator('#map').click({ position: { x: 300, y: 300 } });
    await page.locator('#card h2').waitFor();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      const name = await tab.textContent();
      assert.deepEqual(await faultsOf(page), [], `panel ${name}`);
      await page.screenshot({ path: `${SHOTS}panel-${await tab.getAttribute('id')}-${locale.slice(0, 2)}.png` });
    }
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await faultsOf(page), [], 'help');
    await page.screenshot({ path: `${SHOTS}help-${locale.slice(0, 2)}.png` });
    stage.assertQuiet(seen);
    await seen.close();
  });
}

test('on a phone everything is on one column, and nothing is wider than it', async () => {
  const seen = await stage.open('zh-CN', { width: 390, height: 844 });
  const { page } = seen;
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await page.locator('#map').click();
  await page.locator('#card h2').waitFor();
  await page.screenshot({ path: `${SHOTS}phone-zh.png` });
  const wide = await page.locator('.app').evaluate((app) =>
    [...app.querySelectorAll('*')]
      .filter((each) => each.getBoundingClientRect().right > 391 && !each.closest('.tools, .tabs, .map'))
      .map((each) => each.className),
  );
  assert.deepEqual(wide, []);
  for (const strip of ['.tools', '.tabs']) {
    const box = await page.locator(strip).boundingBox();
    assert.ok(box && box.height >= 44, `${strip} is too low for a finger`);
  }
  const card = await page.locator('#card').boundingBox();
  const panel = await page.locator('#panel-project').boundingBox();
  assert.ok(card && panel && card.width > 380 && panel.y >= card.y + card.height - 1);
  await seen.close();
});

test('the first visit is told in three steps, and stays away once closed', async () => {
  const seen = await stage.open('en-GB', { hasHint: true });
  const { page } = seen;
  const current = page.locator('.first-visit [aria-current="step"]');
  assert.match((await current.textContent()) ?? '', /^Open data/);
  await page.screenshot({ path: `${SHOTS}first-visit-en.png` });
  await page.locator('#open-demo').click();
  await page.locator('#merge').waitFor();
  assert.match((await current.textContent()) ?? '', /merge$/);
  await page.locator('#merge').click();
  await page.getByRole('button', { name: 'Understood' }).click();
  await page.locator('.first-visit').waitFor({ state: 'hidden' });
  await page.reload();
  await page.locator('#open-demo').waitFor();
  assert.equal(await page.locator('.first-visit').isVisible(), false);
  await seen.close();
});

test('the time before is shown by a switch and while a key is held', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const now = await page.locator('#map').screenshot();
  await page.getByRole('button', { name: '基础网格' }).click();
  await page.waitForTimeout(1500);
  const base = await page.locator('#map').screenshot();
  assert.notDeepEqual(base, now);
  await page.screenshot({ path: `${SHOTS}before-base-zh.png` });
  await page.getByRole('button', { name: '初始方案' }).click();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${SHOTS}before-proposal-zh.png` });
  await page.getByRole('button', { name: '现在' }).click();
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.down('o');
  await page.locator('[data-time="proposal"][aria-pressed="true"]').waitFor();
  await page.keyboard.up('o');
  await page.locator('[data-time="now"][aria-pressed="true"]').waitFor();
  stage.assertQuiet(seen);
  await seen.close();
});

test('each way of colouring has its colours on the map', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await page.getByRole('tab', { name: '图层' }).click();
  const modes = ['zone', 'households', 'edited', 'kept', 'department', 'state'];
  const pictures = new Set();
  for (const mode of modes) {
    await page.locator('[data-focus="colour"]').selectOption(mode);
    await page.waitForTimeout(1500);
    pictures.add((await page.locator('.maplibregl-canvas').screenshot()).toString('base64'));
    await page.screenshot({ path: `${SHOTS}colour-${mode}-zh.png` });
  }
  assert.equal(pictures.size, modes.length, 'two ways of colouring look alike');
  stage.assertQuiet(seen);
  await seen.close();
});
