// The plan is edited in the page: what is chosen, what is drawn, what undo gives back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inEditor, SHOTS, start, waitForLayer, ZONES } from './browser.mjs';

/** @typedef {import('../src/engine/types').Edit} Edit */

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/**
 * The bytes of the plan's zones, as a hash.
 * @param {import('playwright-core').Page} page
 */
function zonesOf(page) {
  return inEditor(page, async ({ editor }) => {
    const hash = await crypto.subtle.digest('SHA-256', await editor.ask('zones', {}));
    return [...new Uint8Array(hash)].join(' ');
  });
}

test('chosen zones are merged, undone and merged again, by mouse and keys', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const first = await zonesOf(page);
  // The zone in the middle and a neighbour of its community.
  const [one, two] = await inEditor(page, async ({ editor, store, map }) => {
    const { lng, lat } = map.library.getCenter();
    const zone = (await editor.ask('unitAt', { lon_deg: lng, lat_deg: lat }))?.zone ?? 0;
    const beside = await editor.ask('neighbours', { zone });
    const row = (/** @type {number} */ key) => store.state.plan?.rows.get(key);
    const isAlike = (/** @type {number} */ key) =>
      row(key)?.community === row(zone)?.community && row(key)?.class === 'general';
    return [zone, beside.find(isAlike) ?? 0].map((key) => {
      const { x, y } = map.library.project(row(key)?.place ?? [0, 0]);
      return { x, y };
    });
  });
  assert.ok(one && two);
  await page.locator('#map').click({ position: one });
  await page.locator('#card h2').waitFor();
  await page.locator('#map').click({ position: two, modifiers: ['Shift'] });
  await page.getByText('已选 2 个网格').waitFor();
  await page.screenshot({ path: `${SHOTS}two-chosen-zh.png` });
  await inEditor(page, async ({ editor, store }) => {
    await editor.apply({ kind: 'merge-zones', zones: [...store.state.selection] });
  });
  const merged = await zonesOf(page);
  assert.notEqual(merged, first);
  await page.getByRole('status').getByText('已完成：').waitFor();
  await page.screenshot({ path: `${SHOTS}merged-two-zh.png` });

  await page.keyboard.press('Control+z');
  await page.getByRole('status').getByText('已撤销：').waitFor();
  assert.equal(await zonesOf(page), first);
  await page.getByRole('button', { name: '重做：' }).click();
  await page.getByRole('status').getByText('已重做：').waitFor();
  assert.equal(await zonesOf(page), merged);
  await page.keyboard.press('Control+z');
  await page.getByRole('status').getByText('已撤销：').waitFor();
  assert.equal(await zonesOf(page), first);
  stage.assertQuiet(seen);
  await seen.close();
});

test('an edit is on the screen when its answer is there, and in the map after it', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const found = await inEditor(page, async ({ editor, store, map }) => {
    const [zone = 0] = store.state.plan?.rows.keys() ?? [];
    const effect = await editor.apply({ kind: 'split-zone', zone, by: 'balanced' });
    const isOnOverlay = map.overlay.has('just-changed');
    const keys = effect?.zones.map(({ key }) => key) ?? [];
    const until_ms = performance.now() + 60_000;
    while (map.overlay.has('just-changed') && performance.now() < until_ms) {
      await new Promise((goOn) => setTimeout(goOn, 50));
    }
    const drawn = new Set(map.library.querySourceFeatures('#zones').map(({ id }) => id));
    const lacking = keys.filter((key) => !drawn.has(key));
    return { isOnOverlay, isStill: map.overlay.has('just-changed'), keys, lacking };
  });
  assert.equal(found.isOnOverlay, true, 'the effect is not drawn at once');
  assert.equal(found.isStill, false, 'the map does not follow');
  assert.equal(found.keys.length, 2);
  assert.deepEqual(found.lacking, [], 'zones that the map lacks');
  stage.assertQuiet(seen);
  await seen.close();
});

test('a merge that is cancelled leaves what was open, and can be made again', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await page.locator('.status').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The engine was started again').waitFor();
  await page.screenshot({ path: `${SHOTS}cancelled-en.png` });
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  const first = await zonesOf(page);

  // Cancelled over an edited plan: the edit is not lost.
  const edited = await inEditor(page, async ({ editor, store }) => {
    const [zone = 0] = store.state.plan?.rows.keys() ?? [];
    await editor.apply({ kind: 'split-zone', zone, by: 'balanced' });
    return store.state.plan?.rows.size;
  });
  const split = await zonesOf(page);
  assert.notEqual(split, first);
  await page.locator('#merge').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge again' }).click();
  await page.locator('.status').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The engine was started again').waitFor();
  assert.equal(await zonesOf(page), split);
  assert.equal(await inEditor(page, async ({ store }) => store.state.plan?.rows.size), edited);
  stage.assertQuiet(seen);
  await seen.close();
});

test('a session that was saved is opened again with its edits and their names', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await inEditor(page, async ({ editor, store }) => {
    const [zone = 0] = store.state.plan?.rows.keys() ?? [];
    await editor.apply({ kind: 'split-zone', zone, by: 'balanced' });
  });
  const split = await zonesOf(page);
  const saved = await page.evaluate(
    `document.querySelector('onegrid-editor').getSession().then((bytes) => [...bytes])`,
  );
  await seen.close();

  const again = await stage.open('zh-CN');
  const bytes = JSON.stringify(saved);
  const opened = await again.page.evaluate(
    `document.querySelector('onegrid-editor').openSession(Uint8Array.from(${bytes}))`,
  );
  assert.equal(opened, true);
  await waitForLayer(again.page, ZONES);
  assert.equal(await zonesOf(again.page), split);
  // What the restored plan began with can be looked at too.
  assert.equal(await again.page.locator('[data-time="proposal"]').isVisible(), true);
  assert.equal(await again.page.locator('[data-time="base"]').isVisible(), true);
  await again.page.getByRole('button', { name: /^撤销：拆分网格/ }).click();
  await again.page.getByRole('status').getByText('已撤销：').waitFor();
  assert.notEqual(await zonesOf(again.page), split);
  stage.assertQuiet(again);
  await again.close();
});

test('random edits are drawn quickly, the page is never busy for long, undo gives back the start', async (context) => {
  const seen = await stage.open('zh-CN');
  const { page } = seen;
  await page.evaluate(`
    window.stretches = [];
    new PerformanceObserver((list) => {
      for (const { scripts } of list.getEntries()) window.stretches.push(...scripts);
    }).observe({ type: 'long-animation-frame', buffered: true });
  `);
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  const first = await zonesOf(page);
  const found = await inEditor(page, async ({ editor, store }) => {
    let seed = 7;
    /** @template T @param {T[]} list @returns {T} */
    const pick = (list) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return /** @type {T} */ (list[seed % list.length]);
    };
    /** @type {number[]} */
    const times_ms = [];
    let refused = 0;
    for (let count = 0; count < 100; count += 1) {
      const zone = pick([...(store.state.plan?.rows.keys() ?? [])]);
      const beside = await editor.ask('neighbours', { zone });
      const units = await editor.ask('unitsOf', { zone });
      const edit = pick(
        /** @type {Edit[]} */ ([
          { kind: 'merge-zones', zones: [zone, pick(beside)] },
          { kind: 'split-zone', zone, by: 'balanced' },
          { kind: 'reassign', units: [units[0]], to: pick(beside) },
        ]),
      );
      const begun_ms = performance.now();
      if ((await editor.apply(edit)) === undefined) refused += 1;
      else times_ms.push(performance.now() - begun_ms);
    }
    while (store.state.plan?.undo !== undefined) await editor.undo();
    return { times_ms, refused };
  });
  assert.equal(await zonesOf(page), first);
  const made = found.times_ms.length;
  assert.ok(made >= 50, `only ${made} edits were made`);

  /** @param {number[]} list @param {number} share */
  const at = (list, share) => Math.round(list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0);
  const stretches = /** @type {{ sourceURL: string, duration: number }[]} */ (
    await page.evaluate('window.stretches.map(({ sourceURL, duration }) => ({ sourceURL, duration }))')
  );
  const own = stretches.filter(({ sourceURL }) => /main-[^/]*[.]js$/.test(sourceURL)).map(({ duration }) => duration);
  context.diagnostic(
    `${made} edits, ${found.refused} refused; drawn after ${at(found.times_ms, 0.5)} ms (median), ` +
      `${at(found.times_ms, 0.95)} ms (95 %), ${at(found.times_ms, 1)} ms (longest)`,
  );
  context.diagnostic(
    `busy with the page's own scripts for ${at(own, 0.5)} ms (median of ${own.length} stretches), ` +
      `${at(own, 0.95)} ms (95 %), ${at(own, 1)} ms (longest)`,
  );
  assert.ok(own.length > 0, 'no stretch was seen: are scripts named otherwise now?');
  // By the clock, on a machine that others use too: the longest stretches may have had to wait.
  assert.ok(at(own, 0.95) < 100, 'the page is busy for over 100 ms at a stretch');
  stage.assertQuiet(seen);
  await seen.close();
});
