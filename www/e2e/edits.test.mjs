// The plan is edited in the page: what is chosen, what is drawn, what undo gives back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SHOTS, start } from './browser.mjs';

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
  return page.evaluate(async () => {
    const editor = document.querySelector('onegrid-editor');
    const bytes = await editor.internals.editor.ask('zones', {});
    const hash = await crypto.subtle.digest('SHA-256', bytes);
    return [...new Uint8Array(hash)].join(' ');
  });
}

test('chosen zones are merged, undone and merged again, by mouse and keys', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const first = await zonesOf(page);
  // Two neighbours in the middle: the zone there and the first zone beside it.
  const places = await page.evaluate(async () => {
    const { editor, store, map } = document.querySelector('onegrid-editor').internals;
    const { lng, lat } = map.library.getCenter();
    const { zone } = await editor.ask('unitAt', { lon_deg: lng, lat_deg: lat });
    const beside = await editor.ask('neighbours', { zone });
    const { rows } = store.state.plan;
    const community = rows.get(zone).community;
    const other = beside.find((key) => rows.get(key).community === community && rows.get(key).class === 'general');
    return [zone, other].map((key) => {
      const { x, y } = map.library.project(rows.get(key).place);
      return { x, y };
    });
  });
  const [one, two] = places;
  assert.ok(one && two);
  await page.locator('#map').click({ position: one });
  await page.locator('#card h2').waitFor();
  await page.locator('#map').click({ position: two, modifiers: ['Shift'] });
  await page.getByText('已选 2 个网格').waitFor();
  await page.screenshot({ path: `${SHOTS}two-chosen-zh.png` });
  await page.evaluate(async () => {
    const { editor, store } = document.querySelector('onegrid-editor').internals;
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
  const found = await page.evaluate(async () => {
    const { editor, store, map } = document.querySelector('onegrid-editor').internals;
    const [zone] = store.state.plan.rows.keys();
    const effect = await editor.apply({ kind: 'split-zone', zone, by: 'balanced' });
    const isOnOverlay = map.overlay.has('just-changed');
    const keys = effect.zones.map(({ key }) => key);
    const drawn = () => new Set(map.library.querySourceFeatures('#zones').map(({ id }) => id));
    const until = performance.now() + 60_000;
    while (map.overlay.has('just-changed') && performance.now() < until) {
      await new Promise((goOn) => setTimeout(goOn, 50));
    }
    return { isOnOverlay, isStill: map.overlay.has('just-changed'), isDrawn: keys.every((key) => drawn().has(key)), keys };
  });
  assert.equal(found.isOnOverlay, true, 'the effect is not drawn at once');
  assert.equal(found.isStill, false, 'the map does not follow');
  assert.equal(found.isDrawn, true, `the map lacks one of the zones ${found.keys}`);
  assert.equal(found.keys.length, 2);
  stage.assertQuiet(seen);
  await seen.close();
});

test('random edits are drawn quickly, nothing of the page itself is busy for long, and undo gives back the start', async (context) => {
  const seen = await stage.open('zh-CN');
  const { page } = seen;
  await page.evaluate(() => {
    const { long } = Object.assign(window, { long: [] });
    new PerformanceObserver((list) => {
      for (const { scripts } of list.getEntries()) {
        for (const { sourceURL, invoker, duration } of scripts) {
          const isOwn = /\/(main|index)-[^/]*\.js$/.test(sourceURL);
          if (isOwn) long.push({ invoker, duration });
        }
      }
    }).observe({ type: 'long-animation-frame', buffered: true });
  });
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await page.locator('#map[data-drawn~="#zones"]').waitFor();
  const first = await zonesOf(page);
  const found = await page.evaluate(async () => {
    const { editor, store } = document.querySelector('onegrid-editor').internals;
    let seed = 7;
    const pick = (/** @type {any[]} */ list) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return list[seed % list.length];
    };
    const times_ms = [];
    let refused = 0;
    for (let edit = 0; edit < 100; edit += 1) {
      const zone = pick([...store.state.plan.rows.keys()]);
      const beside = await editor.ask('neighbours', { zone });
      const [unit] = await editor.ask('unitsOf', { zone });
      const edits = [
        { kind: 'merge-zones', zones: [zone, pick(beside)] },
        { kind: 'split-zone', zone, by: 'balanced' },
        { kind: 'reassign', units: [unit], to: pick(beside) },
      ];
      const begun_ms = performance.now();
      const effect = await editor.apply(pick(edits));
      if (effect === undefined) refused += 1;
      else times_ms.push(performance.now() - begun_ms);
    }
    while (store.state.plan.undo !== undefined) await editor.undo();
    times_ms.sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => Math.round(times_ms[Math.floor(times_ms.length * share)] ?? 0);
    return { made: times_ms.length, refused, median_ms: at(0.5), p95_ms: at(0.95), long: window.long };
  });
  const longest_ms = Math.round(Math.max(0, ...found.long.map(({ duration }) => duration)));
  context.diagnostic(
    `${found.made} edits, ${found.refused} refused: drawn after ${found.median_ms} ms (median), ${found.p95_ms} ms (95 %); ` +
      `longest stretch of the page's own scripts ${longest_ms} ms`,
  );
  assert.ok(found.made >= 50, `only ${found.made} edits were made`);
  assert.equal(await zonesOf(page), first);
  assert.ok(longest_ms < 100, JSON.stringify(found.long));
  stage.assertQuiet(seen);
  await seen.close();
});
