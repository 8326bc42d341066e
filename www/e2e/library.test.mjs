// The package as others get it: packed, installed beside a page of theirs, embedded.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { inEditor, SHOTS, start, waitForLayer, ZONES } from './browser.mjs';

const WWW = fileURLToPath(new URL('..', import.meta.url));
const KINDS = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

/** @type {import('./browser.mjs').Stage} */
let stage;
let folder = '';
/** @type {import('node:http').Server} */
let server;
let address = '';

before(async () => {
  stage = await start();
  folder = await mkdtemp(join(tmpdir(), 'onegrid-library-'));
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: WWW,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed.toString());
  const installed = join(folder, 'page/node_modules/@onegrid/editor');
  await mkdir(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  await cp(join(WWW, 'example'), join(folder, 'page'), { recursive: true });
  server = createServer(async ({ url = '/' }, answer) => {
    const path = normalize(new URL(url, 'http://x').pathname);
    const file = join(folder, 'page', path === '/' ? 'index.html' : path);
    const bytes = await readFile(file).catch(() => undefined);
    const kind = Object.entries(KINDS).find(([ending]) => ending === extname(file))?.[1];
    answer.writeHead(bytes === undefined ? 404 : 200, { 'content-type': kind ?? 'text/plain' });
    answer.end(bytes);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const at = server.address();
  address = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}/` : '';
});
after(async () => {
  await stage?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a page embeds the packed editor under a strict content policy', async () => {
  const seen = await stage.open('zh-CN', { path: address });
  const { page } = seen;
  // Opened by its attribute `demo`, in the language of its attribute `lang`.
  await page.getByRole('button', { name: 'Merge the grids' }).waitFor();
  assert.equal(await page.evaluate(`document.querySelector('onegrid-editor').merge()`), true);
  await waitForLayer(page, ZONES);
  await inEditor(page, async ({ editor, store }) => {
    const [zone = 0] = store.state.plan?.rows.keys() ?? [];
    await editor.apply({ kind: 'rename', zone, name: 'Harbour' });
  });
  const saved = await page.evaluate(
    `document.querySelector('onegrid-editor').getSession().then((bytes) => new TextDecoder().decode(bytes))`,
  );
  assert.match(String(saved), /Harbour/);
  assert.match((await page.locator('#log').textContent()) ?? '', /^apply: rename, 1 zones touched$/);
  // The page's rules for its own buttons do not reach the editor's.
  const button = page.getByRole('button', { name: 'Merge again' });
  assert.notEqual(await button.evaluate((each) => getComputedStyle(each).borderRadius), '20px');
  await page.evaluate(() => document.querySelector('onegrid-editor')?.setAttribute('lang', 'zh'));
  await page.getByRole('button', { name: '重新合并' }).waitFor();
  await page.screenshot({ path: `${SHOTS}embedded.png` });
  const strangers = seen.requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(address));
  assert.deepEqual(strangers, []);
  // Taken out of the page, it leaves nothing running.
  const engines = () => page.workers().filter((worker) => !worker.url().includes('maplibre')).length;
  assert.equal(engines(), 1);
  await page.evaluate(() => document.querySelector('onegrid-editor')?.remove());
  for (let tries = 0; engines() > 0 && tries < 100; tries += 1) await page.waitForTimeout(50);
  assert.equal(engines(), 0);
  assert.deepEqual(seen.errors.filter((error) => !error.includes('favicon')), []);
  await seen.close();
});

test('a project is opened from an address that the page gives, and a wrong one is told', async () => {
  await cp(join(WWW, 'e2e/folder'), join(folder, 'page/data'), { recursive: true });
  const html = await readFile(join(folder, 'page/index.html'), 'utf8');
  const embeds = (/** @type {string} */ src) => html.replace('demo="street"', `src="${src}"`);
  await writeFile(join(folder, 'page/src.html'), embeds('./data/onegrid.toml'));
  await writeFile(join(folder, 'page/gone.html'), embeds('./nowhere/onegrid.toml'));
  const seen = await stage.open('en-GB', { path: `${address}src.html` });
  await waitForLayer(seen.page, 'civil');
  const asked = seen.requests.filter((url) => url.includes('/data/')).map((url) => url.split('/').at(-1));
  assert.deepEqual(asked.sort(), ['civil.geojson', 'onegrid.toml', 'police.geojson', 'roads.geojson']);
  await seen.close();
  const wrong = await stage.open('en-GB', { path: `${address}gone.html` });
  await wrong.page.getByText('problem: page.not_fetched').waitFor();
  await wrong.page.getByRole('alert').waitFor();
  await wrong.close();
});

test('a script in TypeScript that uses the package passes the compiler', async () => {
  const page = join(folder, 'page');
  const script = `
import { OnegridEditor, type Edit, type EditorEvents, type Effect } from '@onegrid/editor';
const editor: OnegridEditor | null = document.querySelector('onegrid-editor');
const edit: Edit = { kind: 'merge-zones', zones: [1, 2] };
editor?.addEventListener('change', (event) => {
  const effect: Effect = (event as EditorEvents['change']).detail.effect;
  console.log(effect.zones.length, edit);
});
const saved: Promise<Uint8Array> | undefined = editor?.getSession();
// @ts-expect-error there is no such edit
export const wrong: Edit = { kind: 'paint' };
export { saved };
`;
  await writeFile(join(page, 'use.ts'), script);
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'Bundler',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: [],
      // What a package manager would install with it.
      paths: { 'maplibre-gl': [join(WWW, 'node_modules/maplibre-gl')], geojson: [join(WWW, 'node_modules/@types/geojson')] },
    },
    files: ['use.ts'],
  };
  await writeFile(join(page, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(join(WWW, 'node_modules/.bin/tsc'), ['-p', page], { stdio: 'inherit' });
});
