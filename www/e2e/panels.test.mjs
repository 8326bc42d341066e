// The panels and the card: problems, figures, rules, history, crosswalk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start } from './browser.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/**
 * The state of the editor.
 * @param {import('playwright-core').Page} page
 */
function stateOf(page) {
  return page.evaluate(() => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    const { state } = internals.store;
    return {
      selection: state.selection,
      violations: state.violations?.length,
      zones: state.plan?.rows.size,
      zoom: internals.map.library.getZoom(),
      undo: state.plan?.undo,
    };
  });
}

/**
 * Makes an edit as a tool would.
 * @param {import('playwright-core').Page} page
 * @param {'lock' | 'merge-zones' | 'rename'} kind
 * @param {number} at which zone, in the order of their codes
 */
function edit(page, kind, at = 0) {
  return page.evaluate(
    async ([kind, at]) => {
      const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
      const rows = [...internals.store.state.plan.rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
      const zone = rows.filter((row) => row.class === 'general')[Number(at)].key;
      const edits = {
        lock: { kind, zones: [zone] },
        rename: { kind, zone, name: '<b>新名</b>' },
        'merge-zones': { kind, zones: [zone, ...(await internals.editor.ask('neighbours', { zone })).slice(0, 1)] },
      };
      return (await internals.editor.apply(edits[kind]))?.undoTitle;
    },
    /** @type {const} */ ([kind, at]),
  );
}

/** @param {import('playwright-core').Page} page @param {string} id */
async function openTab(page, id) {
  await page.locator(`#tab-${id}`).click();
}

test('a click on a problem shows it: zoomed, chosen, with what is broken and who says so', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await openTab(page, 'problems');
  const panel = page.locator('#panel-problems');
  const lines = panel.locator('.problem-line:not(.defect)');
  await lines.first().waitFor();
  const before = await stateOf(page);
  assert.equal(await lines.count(), before.violations);
  const chips = await panel.locator('.filter').first().locator('.chip').allTextContents();
  assert.match(chips[0] ?? '', /全部\d+/);
  assert.match(chips[1] ?? '', /户数低于下限/, 'rules are called by their names');
  const code = await lines.first().locator('.code').textContent();
  await lines.first().click();
  await page.locator('#card h2', { hasText: code ?? '' }).waitFor();
  const after = await stateOf(page);
  assert.ok(after.zoom > before.zoom + 1, `zoom ${before.zoom} -> ${after.zoom}`);
  assert.equal(after.selection.length, 1);
  assert.match((await page.locator('#card .violations').textContent()) ?? '', /户.*下限/);
  await page.screenshot({ path: `${SHOTS}problem-zoomed-zh.png` });

  // A defect of the input has a card of its own, and its cells lead on to their crosswalk.
  await panel.locator('.chip', { hasText: '重叠' }).click();
  const defect = panel.locator('.problem-line.defect').first();
  await defect.click();
  await page.locator('#card h2', { hasText: '重叠' }).waitFor();
  await page.screenshot({ path: `${SHOTS}defect-zh.png` });
  await page.locator('#card ul button.link').first().click();
  await page.locator('#card .cell-shares li').first().waitFor();
  await page.screenshot({ path: `${SHOTS}cell-zh.png` });
  assert.deepEqual(await faultsOf(page), []);
  stage.assertQuiet(seen);
  await seen.close();
});

test('other rules are shown before they hold, applied, and undone', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await openTab(page, 'policy');
  const least = page.locator('input[data-path="size.min"]');
  await least.waitFor();
  const before = await stateOf(page);
  await least.fill('-4');
  await page.locator('.rule .fault', { hasText: 'whole number' }).waitFor();
  assert.equal(await page.locator('#policy-apply').count(), 0, 'nonsense can be applied');
  await least.fill('350');
  const apply = page.locator('#policy-apply');
  await apply.waitFor();
  const foot = page.locator('.policy-foot');
  await foot.getByText('What 1 change would do').waitFor();
  assert.match((await foot.textContent()) ?? '', /Hard rules broken\d+ → \d+/);
  await page.screenshot({ path: `${SHOTS}policy-preview-en.png` });
  assert.deepEqual(await faultsOf(page), []);
  assert.equal((await stateOf(page)).undo, undefined, 'a preview is no edit');
  // Reset forgets, apply does.
  await page.locator('#policy-reset').click();
  await apply.waitFor({ state: 'detached' });
  assert.equal(await least.inputValue(), '300');
  await least.fill('350');
  await apply.click();
  await page.waitForFunction((count) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return (internals.store.state.violations?.length ?? 0) > Number(count);
  }, before.violations);
  assert.equal(await least.inputValue(), '350');
  await page.locator('[data-act="undo"]').click();
  await page.waitForFunction((count) => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return internals.store.state.violations?.length === count;
  }, before.violations);
  await page.locator('input[data-path="size.min"]').waitFor();
  await page.waitForFunction(() => {
    const { shadowRoot } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return shadowRoot.querySelector('input[data-path="size.min"]')?.value === '300';
  });
  stage.assertQuiet(seen);
  await seen.close();
});

test('history names what was done, who and why, and a click goes back and forth', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await openTab(page, 'history');
  await page.getByLabel('姓名').fill('王工');
  await page.getByLabel('理由').fill('居民意见');
  const start = await page.evaluate(zoneBytes);
  await edit(page, 'rename');
  await edit(page, 'lock', 3);
  await edit(page, 'merge-zones', 5);
  const steps = page.locator('.states .row');
  await page.locator('.states .done').nth(2).waitFor();
  assert.equal(await steps.count(), 4);
  assert.match((await steps.nth(0).textContent()) ?? '', /\d\d:\d\d · 王工 · 居民意见/);
  const end = await page.evaluate(zoneBytes);
  await page.screenshot({ path: `${SHOTS}history-zh.png` });
  await steps.nth(3).click();
  await page.locator('.states .undone').nth(2).waitFor();
  assert.equal(await page.evaluate(zoneBytes), start, 'going back to the proposal restores it');
  await page.screenshot({ path: `${SHOTS}history-undone-zh.png` });
  await steps.nth(0).click();
  await page.waitForFunction(() => {
    const { shadowRoot } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return shadowRoot.querySelectorAll('.states .undone').length === 0;
  });
  assert.equal(await page.evaluate(zoneBytes), end, 'going forth again restores the edits');
  assert.deepEqual(await faultsOf(page), []);
  stage.assertQuiet(seen);
  await seen.close();
});

/** A digest of the exported zones. */
async function zoneBytes() {
  const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
  const bytes = await internals.editor.ask('exportFile', { name: 'zones.geojson', lang: 'en' });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('figures compare now with the proposal and the last save', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await openTab(page, 'score');
  const zones = page.locator('table.score').first().locator('tbody tr').first().locator('td');
  await zones.first().waitFor();
  const [start, saved, now] = await zones.allTextContents();
  assert.equal(start, now);
  await edit(page, 'merge-zones', 5);
  await page.locator('table.score .worse').first().waitFor();
  assert.deepEqual(await zones.allTextContents(), [start, saved, String(Number(start) - 1)]);
  await page.screenshot({ path: `${SHOTS}score-en.png` });
  const download = page.waitForEvent('download');
  await page.locator('#map').click({ position: { x: 300, y: 300 } });
  await page.keyboard.press('Control+s');
  await download;
  await page.waitForFunction(
    (words) => {
      const { shadowRoot } = /** @type {any} */ (document.querySelector('onegrid-editor'));
      return shadowRoot.querySelectorAll('table.score tbody tr')[0]?.children[2]?.textContent === words;
    },
    String(Number(start) - 1),
  );
  stage.assertQuiet(seen);
  await seen.close();
});

test('a cell is looked up by its number, and leads to its zones and back', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await openTab(page, 'crosswalk');
  await page.locator('#map').click({ position: { x: 330, y: 260 } });
  await page.locator('#card h2').waitFor();
  const link = page.locator('#panel-crosswalk table.crosswalk button.link').first();
  await link.waitFor();
  const cell = (await link.textContent()) ?? '';
  await page.locator('#crosswalk-layer').selectOption('zongzhi');
  await page.locator('#crosswalk-cell').fill(cell);
  await page.keyboard.press('Enter');
  await page.locator('#panel-crosswalk .cell-shares li').first().waitFor();
  await page.screenshot({ path: `${SHOTS}crosswalk-zh.png` });
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('#crosswalk-cell').fill('no such cell');
  await page.keyboard.press('Enter');
  await page.locator('#panel-crosswalk .fault').waitFor();
  await page.locator('#crosswalk-cell').fill(cell);
  await page.keyboard.press('Enter');
  await page.locator('#panel-crosswalk').getByRole('button', { name: '在地图上选中' }).click();
  assert.ok((await stateOf(page)).selection.length > 0);
  stage.assertQuiet(seen);
  await seen.close();
});
