// A planner's session: the demo district, what can be mended is mended on the map, what cannot is accepted with a
// reason, and the native command agrees with what is exported.
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { inEditor, SHOTS, start, waitForLayer, ZONES } from './browser.mjs';
import { changed, plan } from './inside.mjs';
import { downloaded, onegrid, openTab } from './work.mjs';

/** @typedef {import('playwright-core').Page} Page */

const WHY = '数据所限，社区会议已确认';
const WHO = '张三';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

/** Rules that do not hold, as the panel knows them. @param {Page} page */
function broken(page) {
  return inEditor(page, async ({ store }) =>
    (store.state.violations ?? []).map(({ rule, code, standing, accepted, why }) => ({ rule, code, standing, accepted, why })),
  );
}

/** Waits until so many rules are broken and not accepted. @param {Page} page @param {number} number */
async function waitForOpen(page, number) {
  await page.waitForFunction((number) => {
    const { store } = /** @type {any} */ (document.querySelector('onegrid-editor')).internals;
    return store.state.violations?.filter((/** @type {any} */ each) => each.accepted === undefined).length === number;
  }, number);
}

/** The middle of the border in hand, where it can be taken hold of, and places farther and farther on either side.
 * @param {Page} page
 */
function pulls(page) {
  return inEditor(page, async ({ store, editor, map }) => {
    const [a = 0, b = 0] = store.state.selection.slice(-2);
    const { coords } = await editor.ask('borderBetween', { a, b });
    const { left, top } = map.surface.getBoundingClientRect();
    /** @type {[number, number][]} */
    const points = [];
    for (let at = 0; at < coords.length; at += 2) {
      const { x, y } = map.library.project([coords[at] ?? 0, coords[at + 1] ?? 0]);
      points.push([left + x, top + y]);
    }
    const [first = [0, 0], last = first] = [points[0], points.at(-1)];
    /** @type {[number, number]} */
    const from = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
    const long = Math.hypot(last[0] - first[0], last[1] - first[1]);
    const [nx, ny] = [(last[1] - first[1]) / long, (first[0] - last[0]) / long];
    const to = [60, 80, 100, 120, -60, -80, -100, -120].map(
      (far) => /** @type {[number, number]} */ ([from[0] + far * nx, from[1] + far * ny]),
    );
    return { from, to };
  });
}

test('every broken rule is mended or accepted, and the command agrees with the export', async () => {
  const seen = await stage.open('zh-CN');
  const { page } = seen;
  await page.locator('[data-demo=district]').first().click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await openTab(page, 'problems');
  await page.locator('.finding').first().waitFor();
  const first = await broken(page);
  assert.ok(first.length > 5, `only ${first.length} rules are broken`);
  assert.ok(first.every(({ why }) => why !== undefined && why !== ''), 'a broken rule does not say why');
  await page.screenshot({ path: `${SHOTS}planner-problems-zh.png` });
  assert.deepEqual(await faultsOf(page), []);

  // Whole units cannot mend this one, a border through one of them does: chosen in the list, its only neighbour is
  // taken by itself.
  const mendable = first.filter(({ standing }) => standing === 'units');
  assert.ok(mendable.length > 0, 'nothing can be mended');
  let left = first.length;
  for (const { code = '' } of mendable) {
    await page.locator('.problem-line', { hasText: code }).click();
    await page.locator('#map canvas').first().focus();
    await page.keyboard.press('e');
    await page.locator('.tool-settings .choice').waitFor();
    await page.waitForTimeout(500);
    // One drag, farther and farther, until the effect says that the rule holds.
    const { from, to: places } = await pulls(page);
    await page.mouse.move(...from);
    await page.mouse.down();
    let isMended = false;
    for (const place of places) {
      await page.mouse.move(...place, { steps: 6 });
      await page.waitForTimeout(900);
      const { preview } = await plan(page);
      isMended = preview !== undefined && preview.gone.some((each) => each.code === code) && preview.new.length === 0;
      if (!isMended) continue;
      assert.ok(preview?.ground !== undefined, 'the piece that would move is not shown');
      await page.screenshot({ path: `${SHOTS}planner-border-zh.png` });
      break;
    }
    await page.mouse.up();
    assert.ok(isMended, `${code} is not mended by its border`);
    const { revision } = await plan(page);
    await page.locator('#map canvas').first().focus();
    await page.keyboard.press('Enter');
    await changed(page, revision);
    left -= 1;
    await waitForOpen(page, left);
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
  }

  // What the data forbid is accepted: no reason, no acceptance.
  assert.ok((await broken(page)).every(({ standing }) => standing === 'unavoidable'));
  await page.locator('#accept-all').click();
  await page.keyboard.press('Enter');
  await page.locator('.accepting .fault', { hasText: '理由' }).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.screenshot({ path: `${SHOTS}planner-accept-zh.png` });
  await page.keyboard.type(WHY);
  await page.keyboard.press('Tab');
  await page.keyboard.type(WHO);
  await page.keyboard.press('Enter');
  await waitForOpen(page, 0);
  await page.locator('.good', { hasText: '其余均已接受' }).waitFor();
  await page.locator('#map canvas').first().focus();
  await page.keyboard.press('Control+z');
  await waitForOpen(page, left);
  await page.keyboard.press('Control+y');
  await waitForOpen(page, 0);
  await page.locator('[data-focus="accepted-true"]').click();
  await page.locator('.finding.accepted', { hasText: WHO }).first().waitFor();
  await page.screenshot({ path: `${SHOTS}planner-accepted-zh.png` });

  // The results tell of it, and an outsider finds these broken rules and no others.
  await openTab(page, 'files');
  await page.locator('[data-focus="export-accepted.csv"]').waitFor();
  const accepted = await downloaded(page, () => page.locator('[data-focus="export-accepted.csv"]').click());
  const lines = accepted.bytes.toString().split('\n').filter((line) => line.includes(WHY));
  assert.equal(lines.length, left);
  assert.ok(lines.every((line) => line.includes(WHO)));
  const zones = await downloaded(page, () => page.locator('[data-focus="export-zones.geojson"]').click());
  await page.locator('details summary').filter({ hasText: '更多' }).click();
  const communities = await downloaded(page, () => page.locator('[data-focus="export-communities.geojson"]').click());
  const report = await downloaded(page, () => page.locator('[data-focus="export-report.html"]').click());
  assert.ok(report.bytes.toString().includes(WHY), 'the report does not tell what was accepted');
  const plain = join(dirname(zones.path), 'zones.geojson');
  await copyFile(zones.path, plain);
  const args = ['check', plain, '--communities', communities.path, '--policy', 'general-300-500', '--json'];
  const { stdout } = await onegrid(...args).catch((/** @type {any} */ failed) => failed);
  const checks = JSON.parse(stdout);
  const failing = checks.rows.filter((/** @type {any} */ row) => row.passed === false);
  assert.deepEqual(failing.map((/** @type {any} */ row) => row.id), ['size'], stdout.slice(0, 2000));
  const sizes = (await broken(page)).filter(({ rule }) => rule.startsWith('size.')).map(({ code }) => code).sort();
  const found = failing[0].offences.flatMap((/** @type {any} */ each) => each.zones).sort();
  assert.deepEqual(found, sizes);

  // The project file keeps it, and what the plan began with.
  const saved = await inEditor(page, async ({ editor }) => [...(await editor.ask('save', {}))]);
  const restored = await inEditor(page, async ({ projects }, bytes) => projects.restore(Uint8Array.from(bytes)), saved);
  assert.equal(restored, true);
  await waitForOpen(page, 0);
  await page.locator('[data-time="proposal"]').waitFor();
  await openTab(page, 'score');
  await page.locator('table.score tbody tr').first().waitFor();
  const figures = await inEditor(page, async ({ editor }) => editor.ask('scorecard', {}));
  assert.equal(figures.saved.hardBroken, figures.now.hardBroken);
  assert.equal(figures.start.hardBroken, first.length);
  assert.equal(figures.now.hardBroken, left);
  stage.assertQuiet(seen);
  await seen.close();
});
