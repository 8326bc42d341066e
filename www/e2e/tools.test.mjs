// The tools in a real browser, by mouse and by keyboard: what they change, and that undoing is exact.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start, waitForLayer, ZONES } from './browser.mjs';
import { boundsOf, changed, chosen, exported, inside, look, neighbours, plan, previewed, rows, spot, still, stroke } from './inside.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page
 * @param {[number, number]} place
 */
async function clickAt(page, place) {
  await page.mouse.click(...(await spot(page, place)));
}

/** @param {Page} page
 * @param {[number, number]} place
 */
async function moveTo(page, place) {
  await page.mouse.move(...(await spot(page, place)), { steps: 6 });
}

/** Both bounds in one.
 * @param {[number, number, number, number]} a
 * @param {[number, number, number, number]} b
 * @returns {[number, number, number, number]}
 */
function around(a, b) {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

const ZONES_FILE = 'zones.geojson';

test('merge, brush, split and border by mouse; undoing all gives the bytes of the start', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const start = await exported(page, ZONES_FILE);
  assert.ok(start.length > 10_000, `only ${start.length} bytes of zones`);
  const zones = (await plan(page)).zones;

  // Merge: two neighbours, by clicks.
  const [pair] = await neighbours(page);
  assert.ok(pair, 'no two neighbours');
  await look(page, around(await boundsOf(page, pair.a), await boundsOf(page, pair.b)));
  await page.keyboard.press('m');
  assert.equal((await plan(page)).tool, 'merge');
  await clickAt(page, await inside(page, pair.a));
  await page.locator('.tool-settings .tick').nth(1).waitFor();
  await page.screenshot({ path: `${SHOTS}merge-one-zh.png` });
  await clickAt(page, await inside(page, pair.b));
  await previewed(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}merge-zh.png` });
  assert.equal((await plan(page)).zones, zones, 'a preview changed the plan');
  let { revision } = await plan(page);
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.equal((await plan(page)).zones, zones - 1);
  assert.match((await plan(page)).undo ?? '', /合并网格/);
  await still(page);
  await page.screenshot({ path: `${SHOTS}merged-two-zh.png` });

  // Split what was merged, along a line across it, by clicks; the households of both sides are shown.
  const [whole] = (await plan(page)).selection;
  assert.ok(whole !== undefined, 'the merged zone is not chosen');
  await page.keyboard.press('s');
  const [west, south, east, north] = await boundsOf(page, whole);
  const beyond = (east - west) * 0.08;
  const heights = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65].map((share) => south + share * (north - south));
  const middle = await page.evaluate(
    async ({ zone, from, to, all }) => {
      const { engine } = /** @type {import('../src/component').OnegridEditor} */ (document.querySelector('onegrid-editor')).internals;
      for (const lat of all) {
        const by = { line: /** @type {[number, number][]} */ ([[from, lat], [to, lat]]) };
        const accepted = await engine.call('preview', { edit: { kind: 'split-zone', zone, by, cut: true }, lang: 'zh' }).then(() => true, () => false);
        if (accepted) return lat;
      }
      throw new Error('no line across the zone is accepted');
    },
    { zone: whole, from: west - beyond, to: east + beyond, all: heights },
  );
  await page.keyboard.down('Alt');
  await clickAt(page, [west - beyond, middle]);
  await moveTo(page, [(west + east) / 2, middle]);
  await previewed(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}split-drawing-zh.png` });
  await moveTo(page, [east + beyond, middle]);
  ({ revision } = await plan(page));
  await page.mouse.click(...(await spot(page, [east + beyond, middle])));
  await page.mouse.click(...(await spot(page, [east + beyond, middle])), { button: 'right' });
  await page.keyboard.up('Alt');
  await previewed(page);
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.equal((await plan(page)).zones, zones);
  assert.match((await plan(page)).undo ?? '', /拆分网格/);
  await still(page);
  await page.screenshot({ path: `${SHOTS}split-done-zh.png` });

  // Brush: from one zone into its neighbour, at a place where the engine lets it.
  const other = await stroke(page, [whole]);
  assert.ok(other, 'no place for the brush');
  await look(page, around(await boundsOf(page, other.a), await boundsOf(page, other.b)));
  await page.keyboard.press('b');
  const [fromX, fromY] = await spot(page, await inside(page, other.a));
  await page.keyboard.down('Alt');
  await page.mouse.click(fromX, fromY);
  await page.keyboard.up('Alt');
  await chosen(page, other.a);
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press('[');
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press(']');
  const [edgeX, edgeY] = await spot(page, other.place);
  ({ revision } = await plan(page));
  await page.mouse.move(edgeX, edgeY);
  await page.mouse.down();
  await page.mouse.move(edgeX + 5, edgeY, { steps: 3 });
  await page.mouse.move(edgeX, edgeY, { steps: 3 });
  await previewed(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${SHOTS}brush-zh.png` });
  assert.equal((await plan(page)).revision, revision, 'the brush changed the plan before it was let go');
  await page.mouse.up();
  await changed(page, revision);
  assert.match((await plan(page)).undo ?? '', /划入网格/);
  await still(page);
  await page.screenshot({ path: `${SHOTS}brush-done-zh.png` });

  // Border: a corner of a shared border is dragged.
  const third = (await neighbours(page)).find(({ a, b, line }) => line.length >= 3 && ![other.a, other.b, whole].some((zone) => [a, b].includes(zone)));
  assert.ok(third, 'no border with corners');
  await look(page, around(await boundsOf(page, third.a), await boundsOf(page, third.b)));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await clickAt(page, await inside(page, third.a));
  await page.waitForTimeout(200);
  await clickAt(page, await inside(page, third.b));
  await page.locator('.tool-settings .choice').waitFor();
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${SHOTS}border-zh.png` });
  // Whole units: which line would cut them into parts that touch is the engine's to say.
  await page.locator('.tool-settings [data-act=cut]').uncheck();
  const corner = third.line[Math.floor(third.line.length / 2)];
  assert.ok(corner);
  const target = await inside(page, third.b);
  const [cornerX, cornerY] = await spot(page, corner);
  const [intoX, intoY] = await spot(page, target);
  await page.mouse.move(cornerX, cornerY);
  await page.mouse.down();
  await page.mouse.move(intoX, intoY, { steps: 10 });
  await page.waitForTimeout(400);
  await page.mouse.up();
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${SHOTS}border-dragged-zh.png` });
  ({ revision } = await plan(page));
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.match((await plan(page)).undo ?? '', /重划网格/);
  await still(page);
  await page.screenshot({ path: `${SHOTS}border-done-zh.png` });

  // Undo everything, make everything again.
  const end = await exported(page, ZONES_FILE);
  assert.notEqual(end.hash, start.hash);
  for (let left = 4; left > 0; left -= 1) {
    ({ revision } = await plan(page));
    await page.keyboard.press('Control+z');
    await changed(page, revision);
  }
  assert.equal((await plan(page)).undo, undefined);
  assert.deepEqual(await exported(page, ZONES_FILE), start, 'undoing did not give the start back');
  for (const key of ['Control+y', 'Control+Shift+z', 'Control+y', 'Control+y']) {
    ({ revision } = await plan(page));
    await page.keyboard.press(key);
    await changed(page, revision);
  }
  assert.equal((await plan(page)).redo, undefined);
  assert.deepEqual(await exported(page, ZONES_FILE), end, 'making it again did not give the end back');
  stage.assertQuiet(seen);
  await seen.close();
});

test('a zone is found, split, locked, named, merged and undone by keyboard alone', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  const start = await exported(page, ZONES_FILE);
  const zones = (await plan(page)).zones;
  const [pair] = await neighbours(page);
  const first = (await rows(page)).find(({ key }) => key === pair?.a);
  assert.ok(first, 'no zone with a neighbour');

  // Found by its code: the field has the focus.
  await page.locator('#map canvas').first().focus();
  await page.keyboard.press('f');
  await page.keyboard.type(first.code);
  await page.locator('.search-found [role=option]').first().waitFor();
  await page.screenshot({ path: `${SHOTS}search-en.png` });
  await page.keyboard.press('Enter');
  assert.deepEqual((await plan(page)).selection, [first.key]);
  await page.keyboard.press('Escape');
  assert.equal((await plan(page)).tool, 'select');

  /** Presses a key and waits for the edit.
   * @param {string} key
   */
  const make = async (key) => {
    const { revision } = await plan(page);
    await page.keyboard.press(key);
    await changed(page, revision);
  };

  // Even halves.
  await page.keyboard.press('s');
  await page.keyboard.press('2');
  await previewed(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}split-balanced-en.png` });
  const halves = (await plan(page)).preview?.zones ?? [];
  assert.equal(halves.length, 2);
  await make('Enter');
  assert.equal((await plan(page)).zones, zones + 1);

  // Locked: then nothing can be done to it, and it says why.
  await page.keyboard.press('k');
  await previewed(page);
  await make('Enter');
  assert.equal((await rows(page)).find(({ key }) => key === first.key)?.isLocked, true);
  await page.keyboard.press('s');
  await page.keyboard.press('2');
  await page.locator('.effect.refused').waitFor();
  assert.match((await page.locator('.effect.refused').textContent()) ?? '', /locked; unlock it first/);
  await page.screenshot({ path: `${SHOTS}refused-en.png` });
  await page.keyboard.press('k');
  await previewed(page);
  await make('Enter');
  assert.equal((await rows(page)).find(({ key }) => key === first.key)?.isLocked, false);

  // Named: the field has the focus.
  await page.keyboard.press('n');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Riverside');
  await page.screenshot({ path: `${SHOTS}name-en.png` });
  await make('Enter');
  assert.equal((await rows(page)).find(({ key }) => key === first.key)?.name, 'Riverside');
  await page.keyboard.press('Escape');

  // Merged with a neighbour that the bar offers: Tab to it, Space chooses it.
  await page.keyboard.press('m');
  await page.locator('.tool-settings .note').waitFor();
  for (let stops = 0; stops < 12; stops += 1) {
    await page.keyboard.press('Tab');
    const isOffered = await page.evaluate(() => {
      const focused = document.querySelector('onegrid-editor')?.shadowRoot?.activeElement;
      return focused instanceof HTMLInputElement && focused.type === 'checkbox' && !focused.checked && focused.closest('.tool-settings') !== null;
    });
    if (isOffered) break;
  }
  await page.keyboard.press('Space');
  await previewed(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}merge-en.png` });
  await make('Enter');
  assert.equal((await plan(page)).zones, zones);

  for (let left = 5; left > 0; left -= 1) await make('Control+z');
  assert.equal((await plan(page)).undo, undefined);
  assert.deepEqual(await exported(page, ZONES_FILE), start);

  // The list of keys has every tool.
  await page.keyboard.press('?');
  await page.locator('dialog.help[open]').waitFor();
  const keys = await page.locator('dialog.help kbd').allTextContents();
  for (const key of ['V', 'F', 'B', 'L', 'M', 'S', 'E', 'X', 'K', 'N', 'D']) assert.ok(keys.includes(key), key);
  await page.screenshot({ path: `${SHOTS}keys-en.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

test('lasso, split along a barrier, exclusive zone, measure, box', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  const zones = (await plan(page)).zones;

  // A box with Shift chooses the zones whose labels lie in it.
  await page.mouse.move(400, 300);
  await page.keyboard.down('Shift');
  await page.mouse.down();
  await page.mouse.move(620, 480, { steps: 6 });
  await page.screenshot({ path: `${SHOTS}box-zh.png` });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const boxed = (await plan(page)).selection;
  assert.ok(boxed.length >= 2, `only ${boxed.length} zones in the box`);
  await page.screenshot({ path: `${SHOTS}boxed-zh.png` });

  // Lasso: units of a zone become a new one.
  const pair = (await neighbours(page))[20];
  assert.ok(pair);
  const bounds = await boundsOf(page, pair.a);
  await look(page, bounds);
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  const [west, south, east, north] = bounds;
  const [left, bottom] = await spot(page, [west, south]);
  const [right, top] = await spot(page, [(west + east) / 2, north]);
  await page.mouse.move(left - 10, top - 10);
  await page.mouse.down();
  for (const [x, y] of /** @type {[number, number][]} */ ([[right, top - 10], [right, bottom + 10], [left - 10, bottom + 10]])) {
    await page.mouse.move(x, y, { steps: 10 });
  }
  await page.mouse.up();
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${SHOTS}lasso-zh.png` });
  const inLasso = await page.locator('.tool-settings .told').first().textContent();
  assert.match(inLasso ?? '', /圈中 \d+ 个单元/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  // Split along a barrier from the list.
  const barrier = await page.evaluate(async () => {
    const { store, editor } = /** @type {import('../src/component').OnegridEditor} */ (document.querySelector('onegrid-editor')).internals;
    for (const zone of store.state.plan?.rows.keys() ?? []) {
      for (const near of await editor.ask('barriersNear', { zone, lang: 'zh' })) {
        const edit = /** @type {const} */ ({ kind: 'split-zone', zone, by: { barrier: near.index } });
        if ((await editor.preview(edit, () => undefined)) === undefined) continue;
        editor.endPreview();
        return { zone, ...near };
      }
    }
    return undefined;
  });
  assert.ok(barrier, 'no barrier divides any zone');
  await look(page, await boundsOf(page, barrier.zone));
  await page.keyboard.press('s');
  await clickAt(page, await inside(page, barrier.zone));
  await chosen(page, barrier.zone);
  await page.keyboard.press('3');
  await previewed(page);
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${SHOTS}split-barrier-zh.png` });
  let { revision } = await plan(page);
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.equal((await plan(page)).zones, zones + 1);
  ({ revision } = await plan(page));
  await page.keyboard.press('Control+z');
  await changed(page, revision);

  // An exclusive zone from an outline: a corner of a zone, well inside its community.
  const outline = await page.evaluate(async () => {
    const { store, editor } = /** @type {import('../src/component').OnegridEditor} */ (document.querySelector('onegrid-editor')).internals;
    for (const { place: [lon, lat], class: kind } of store.state.plan?.rows.values() ?? []) {
      if (kind !== 'general') continue;
      const [east, north] = [lon + 0.0016, lat + 0.0013];
      const polygon = /** @type {[number, number][]} */ ([[lon, lat], [east, lat], [east, north], [lon, north]]);
      const edit = /** @type {const} */ ({ kind: 'create-exclusive', polygon, name: '试', class: 'park' });
      if ((await editor.preview(edit, () => undefined)) === undefined) continue;
      editor.endPreview();
      return polygon;
    }
    return [];
  });
  const [low, , high] = outline;
  assert.ok(low && high, 'no outline that the engine accepts');
  await look(page, [...low, ...high]);
  await page.keyboard.press('x');
  await page.keyboard.down('Alt');
  for (const corner of outline.slice(0, 3)) {
    await clickAt(page, corner);
    await page.waitForTimeout(400);
  }
  await page.mouse.dblclick(...(await spot(page, outline[3] ?? low)));
  await page.keyboard.up('Alt');
  await page.waitForTimeout(600);
  await page.keyboard.type('东湖公园');
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}exclusive-zh.png` });
  ({ revision } = await plan(page));
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.ok((await rows(page)).some(({ name, class: kind }) => name === '东湖公园' && kind === 'exclusive'));
  await still(page);
  await page.screenshot({ path: `${SHOTS}exclusive-done-zh.png` });

  // A border drawn anew: straight from end to end, where the engine accepts that.
  const straight = await page.evaluate(
    async (pairs) => {
      const { editor } = /** @type {import('../src/component').OnegridEditor} */ (document.querySelector('onegrid-editor')).internals;
      for (const { a, b, line } of pairs) {
        const [first, last] = [line[0], line.at(-1)];
        if (first === undefined || last === undefined) continue;
        const [dx, dy] = [(last[0] - first[0]) * 0.06, (last[1] - first[1]) * 0.06];
        const drawn = /** @type {[number, number][]} */ ([[first[0] - dx, first[1] - dy], [last[0] + dx, last[1] + dy]]);
        const effect = await editor.preview({ kind: 'redraw-border', between: [a, b], line: drawn }, () => undefined);
        editor.endPreview();
        if (effect !== undefined) return { a, b, drawn };
      }
      return undefined;
    },
    await neighbours(page),
  );
  assert.ok(straight, 'no border that can be straight');
  const [drawnFrom, drawnTo] = straight.drawn;
  assert.ok(drawnFrom && drawnTo);
  await look(page, around(await boundsOf(page, straight.a), await boundsOf(page, straight.b)));
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await clickAt(page, await inside(page, straight.a));
  await chosen(page, straight.a);
  await clickAt(page, await inside(page, straight.b));
  await page.locator('.tool-settings [data-act=how-draw]').check();
  await page.keyboard.down('Alt');
  await clickAt(page, drawnFrom);
  await moveTo(page, drawnTo);
  await page.waitForTimeout(400);
  await page.mouse.dblclick(...(await spot(page, drawnTo)));
  await page.keyboard.up('Alt');
  await previewed(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${SHOTS}border-drawn-zh.png` });
  ({ revision } = await plan(page));
  await page.keyboard.press('Enter');
  await changed(page, revision);
  assert.match((await plan(page)).undo ?? '', /重划网格/);

  // Measured: the length of a line and the area it encloses.
  await page.keyboard.press('d');
  for (const [x, y] of /** @type {[number, number][]} */ ([[400, 250], [700, 260], [690, 520]])) {
    await page.mouse.click(x, y);
    await page.waitForTimeout(400);
  }
  await page.mouse.click(690, 520, { button: 'right' });
  await page.waitForTimeout(300);
  const measured = (await page.locator('.tool-settings .told').allTextContents()).join(' ');
  assert.match(measured, /长度 [\d.,]+ k?m 围成面积 [\d.,]+ k?m²/);
  await page.screenshot({ path: `${SHOTS}measure-zh.png` });

  // A coordinate is gone to.
  await page.keyboard.press('f');
  const [somewhere] = await rows(page);
  assert.ok(somewhere);
  const [lon, lat] = await inside(page, somewhere.key);
  await page.keyboard.type(`${lon.toFixed(6)},${lat.toFixed(6)}`);
  await page.keyboard.press('Enter');
  await chosen(page, somewhere.key);
  await page.locator('#card h2', { hasText: somewhere.code }).waitFor();
  await page.screenshot({ path: `${SHOTS}search-place-zh.png` });
  stage.assertQuiet(seen);
  await seen.close();
});

for (const locale of ['zh-CN', 'en-GB']) {
  test(`no serious accessibility fault with any tool in hand (${locale})`, async () => {
    const seen = await stage.openMerged(locale);
    const { page } = seen;
    const [pair] = await neighbours(page);
    assert.ok(pair);
    await look(page, around(await boundsOf(page, pair.a), await boundsOf(page, pair.b)));
    await clickAt(page, await inside(page, pair.a));
    await chosen(page, pair.a);
    for (const [tool, key] of Object.entries({ search: 'f', brush: 'b', lasso: 'l', merge: 'm', split: 's', border: 'e', exclusive: 'x', lock: 'k', name: 'n', measure: 'd' })) {
      await page.locator('#map canvas').first().focus();
      await page.keyboard.press(key);
      assert.equal((await plan(page)).tool, tool);
      if (tool === 'search') await page.keyboard.type('001');
      await page.waitForTimeout(200);
      assert.deepEqual(await faultsOf(page), [], tool);
    }
    stage.assertQuiet(seen);
    await seen.close();
  });
}

test('on a phone the tools have room', async () => {
  const seen = await stage.open('zh-CN', { width: 390, height: 780 });
  const { page } = seen;
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  const [pair] = await neighbours(page);
  assert.ok(pair);
  await page.locator('#map canvas').first().focus();
  await page.keyboard.press('f');
  await page.keyboard.type((await rows(page)).find(({ key }) => key === pair.a)?.code ?? '');
  await page.keyboard.press('Enter');
  await chosen(page, pair.a);
  await page.keyboard.press('Escape');
  for (const [tool, key] of Object.entries({ split: 's', merge: 'm', brush: 'b', exclusive: 'x' })) {
    await page.keyboard.press(key);
    if (tool === 'split') {
      await page.keyboard.press('2');
      await previewed(page);
    }
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${SHOTS}phone-${tool}-zh.png` });
    const bar = await page.locator('.tool-settings').boundingBox();
    const map = await page.locator('#map').boundingBox();
    assert.ok(bar && map && bar.width <= map.width && bar.height <= map.height / 2, `${tool}: the bar covers the map`);
    await page.locator('#map canvas').first().focus();
  }
  stage.assertQuiet(seen);
  await seen.close();
});
