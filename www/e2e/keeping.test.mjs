// Saving, and work that is put away: reload, crash, two tabs, a browser that stores nothing.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.mjs';
import { SHOTS, start, waitForLayer, ZONES } from './browser.mjs';
import { looseFiles } from './city.mjs';
import { downloaded, keepingIs, mergeTwo, openTab, savedText } from './work.mjs';

/** @type {import('./browser.mjs').Stage} */
let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

test('a saved project opens again and is the same, byte for byte', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await mergeTwo(page, 4);
  await mergeTwo(page, 20);
  await openTab(page, 'files');
  const saved = await downloaded(page, () => page.locator('#save-project').click());
  assert.match(saved.name, /\.onegrid\.json$/);
  await seen.close();
  const other = await stage.open('en-GB');
  await other.page.locator('#files').setInputFiles(saved.path);
  await waitForLayer(other.page, ZONES);
  await openTab(other.page, 'files');
  const again = await downloaded(other.page, () => other.page.locator('#save-project').click());
  assert.ok(again.bytes.equals(saved.bytes), 'the project file is another one');
  await openTab(other.page, 'history');
  await other.page.locator('.states .done').nth(1).waitFor();
  stage.assertQuiet(other);
  await other.close();
});

test('a reload loses nothing: the work is offered again, restored, and can be forgotten', async () => {
  const seen = await stage.openMerged('zh-CN');
  const { page } = seen;
  await mergeTwo(page, 4);
  await mergeTwo(page, 20);
  await keepingIs(page, 'kept');
  const before = await savedText(page);
  await page.reload();
  const lost = page.getByRole('region', { name: /恢复 \d\d:\d\d 的编辑/ });
  await lost.waitFor();
  await page.screenshot({ path: `${SHOTS}lost-zh.png` });
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('#restore-lost').click();
  await waitForLayer(page, ZONES);
  assert.equal(await savedText(page), before);
  // It goes on as the same sitting: one more edit is kept in its place.
  await mergeTwo(page, 30);
  await keepingIs(page, 'kept');
  await openTab(page, 'files');
  await page.locator('.kept-works .kept').first().waitFor();
  assert.equal(await page.locator('.kept-works .kept').count(), 1);
  await page.screenshot({ path: `${SHOTS}kept-zh.png` });
  await page.locator('#forget-all').click();
  await page.getByRole('dialog').getByRole('button', { name: '全部清除' }).click();
  await page.getByText('没有自动保存的内容').waitFor();
  await page.reload();
  await page.locator('#open-demo').waitFor();
  assert.equal(await page.locator('#restore-lost').count(), 0);
  stage.assertQuiet(seen);
  await seen.close();
});

test('loose files come back after a reload too, without being chosen again', async () => {
  const { paths } = await looseFiles();
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#files').setInputFiles(paths.filter((path) => !path.endsWith('.zip')));
  await page.locator('#import-open').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await mergeTwo(page, 0);
  await keepingIs(page, 'kept');
  const before = await savedText(page);
  await page.reload();
  await page.locator('#restore-lost').click();
  await waitForLayer(page, ZONES);
  assert.equal(await savedText(page), before);
  stage.assertQuiet(seen);
  await seen.close();
});

test('a crash of the engine loses no edit', async () => {
  const seen = await stage.openMerged('en-GB');
  const { page } = seen;
  await mergeTwo(page, 4);
  const before = await savedText(page);
  // A call that no version of the page makes: in the worker it fails as a fault of the engine does.
  const code = await page.evaluate(async () => {
    const { internals } = /** @type {any} */ (document.querySelector('onegrid-editor'));
    return internals.engine.call('exportFile', null).catch((/** @type {any} */ error) => error.problem.code);
  });
  assert.equal(code, 'page.engine_crashed');
  assert.equal(await savedText(page), before);
  await mergeTwo(page, 20);
  assert.notEqual(await savedText(page), before);
  await seen.close();
});

test('two tabs on one project: the second is told, and takes over when the first is closed', async () => {
  const seen = await stage.openMerged('zh-CN');
  await mergeTwo(seen.page, 4);
  await keepingIs(seen.page, 'kept');
  const second = await seen.page.context().newPage();
  await second.goto(stage.address);
  await second.locator('#open-demo').waitFor();
  assert.equal(await second.locator('#restore-lost').count(), 0, 'work in hand is not lost');
  await second.locator('#open-demo').click();
  await second.locator('#merge').click();
  await waitForLayer(second, ZONES);
  await second.getByText('此项目已在另一个标签页打开').first().waitFor();
  await second.screenshot({ path: `${SHOTS}two-tabs-zh.png` });
  assert.deepEqual(await faultsOf(second), []);
  await mergeTwo(second, 10);
  await seen.page.close();
  await keepingIs(second, 'kept');
  await seen.close();
});

test('where the browser stores nothing it says so, and warns before the work is left', async () => {
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      value: { open: () => { throw new DOMException('storage is off', 'InvalidStateError'); } },
    });
  });
  await page.reload();
  await page.locator('#open-demo').click();
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await mergeTwo(page, 4);
  await keepingIs(page, 'failed');
  const notice = page.locator('.keeping-notice');
  assert.match((await notice.textContent()) ?? '', /storage is off.*Save the project file yourself/);
  await page.screenshot({ path: `${SHOTS}not-kept-en.png` });
  await notice.getByRole('button').click();
  await notice.waitFor({ state: 'hidden' });
  // Browsers warn only on pages that were touched.
  await page.locator('#map').click({ position: { x: 300, y: 300 } });
  const warned = new Promise((told) => {
    page.on('dialog', (dialog) => {
      told(dialog.type());
      void dialog.accept();
    });
  });
  void page.reload().catch(() => undefined);
  assert.equal(await warned, 'beforeunload');
  await seen.close();
});

test('a project of a folder asks for the folder again, and for the right one', async () => {
  const folder = fileURLToPath(new URL('folder', import.meta.url));
  const seen = await stage.open('en-GB');
  const { page } = seen;
  await page.locator('#folder').setInputFiles(folder);
  await page.locator('#merge').click();
  await waitForLayer(page, ZONES);
  await openTab(page, 'files');
  const saved = await downloaded(page, () => page.locator('#save-project').click());
  await seen.close();
  const other = await stage.open('en-GB');
  await other.page.locator('#files').setInputFiles(saved.path);
  const dialog = other.page.getByRole('dialog');
  await dialog.getByText('onegrid.toml').waitFor();
  await other.page.screenshot({ path: `${SHOTS}folder-again-en.png` });
  assert.deepEqual(await faultsOf(other.page), []);
  await dialog.locator('#project-folder').setInputFiles(fileURLToPath(new URL('broken', import.meta.url)));
  await dialog.getByText('The chosen folder lacks').waitFor();
  await dialog.locator('#project-folder').setInputFiles(folder);
  await waitForLayer(other.page, ZONES);
  assert.equal(await savedText(other.page), saved.bytes.toString());
  stage.assertQuiet(other);
  await other.close();
});
