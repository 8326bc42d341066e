// The engine of the browser, without one: gives the same bytes as the native program.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { Engine } from '../../target/npm/engine/node.js';
import { SEED, applyRandomly, native, silent, thrown } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onegrid-'));
after(() => rmSync(folder, { recursive: true }));

/** Compares everything that the page can get of a plan with what the native program gives. */
function compare(/** @type {Engine} */ engine, /** @type {string} */ out) {
  const same = (/** @type {Uint8Array} */ bytes, /** @type {string} */ name) =>
    assert.ok(readFileSync(join(out, name)).equals(bytes), `${name} differs`);
  assert.ok(engine.zones().length > 10_000, 'there are zones');
  same(engine.zones(), 'zones.geojson');
  same(engine.save(), 'project.json');
  const names = engine.exportFiles().map(({ name }) => name);
  assert.deepEqual(readdirSync(join(out, 'export')).sort(), [...names].sort());
  for (const name of names) same(engine.exportFile(name, 'zh'), join('export', name));
}

for (const size of ['street', 'district']) {
  test(`wasm and native give the same ${size}, byte for byte`, () => {
    const engine = Engine.demo(size, SEED, silent);
    engine.merge('general-300-500', silent);
    const out = join(folder, size);
    native('demo', size, String(SEED), out);
    compare(engine, out);
    engine.free();
  });
}

const shared = process.env['ONEGRID_SHARED'];
for (const place of ['tainan', 'seattle']) {
  const skip = shared === undefined && 'ONEGRID_SHARED is not set';
  test(`wasm and native give the same ${place}, byte for byte`, { skip }, () => {
    const root = new URL('../../', import.meta.url).pathname;
    const data = resolve(root, shared ?? '');
    assert.ok(existsSync(join(data, 'data')), `ONEGRID_SHARED is set, but ${data} holds no folder data`);
    const manifest = join(folder, `${place}.toml`);
    const text = readFileSync(join(root, 'tests', 'places', `${place}.toml`), 'utf8');
    writeFileSync(manifest, text.replaceAll('${ONEGRID_SHARED}', data));
    const read = (/** @type {string} */ name) => (existsSync(name) ? readFileSync(name) : undefined);
    const engine = Engine.open(readFileSync(manifest, 'utf8'), read, silent);
    engine.merge(engine.opened().policies[0]?.id ?? '', silent);
    const out = join(folder, place);
    native('manifest', manifest, out);
    compare(engine, out);
    engine.free();
  });
}

test('a plan that was edited is the same natively, and after it was opened again', () => {
  const engine = Engine.demo('street', SEED, silent);
  engine.merge('general-300-500', silent);
  applyRandomly(engine, 100);
  const saved = engine.save();
  const file = join(folder, 'edited.json');
  writeFileSync(file, saved);
  const out = join(folder, 'edited');
  native('demo', 'street', String(SEED), out, file);
  compare(engine, out);

  const again = Engine.demo('street', SEED, silent);
  again.restore(saved, silent);
  assert.deepEqual(again.save(), saved);
  assert.deepEqual(again.zones(), engine.zones());
  assert.deepEqual(again.log(), engine.log());
  while (again.undo('zh') !== undefined);
  assert.deepEqual(again.save(), engine.beginning());
  engine.free();
  again.free();
});

test('every problem is thrown with a stable code', () => {
  const none = () => undefined;
  assert.equal(thrown(() => Engine.demo('village', SEED, silent)), 'demo.unknown_size');
  assert.equal(thrown(() => Engine.demo('province', SEED, silent)), 'demo.many_counties');
  assert.equal(thrown(() => Engine.open('not toml', none, silent)), 'manifest.syntax');
  assert.equal(thrown(() => Engine.inspect('a.xyz', new Uint8Array())), 'read.unknown_format');
  const engine = Engine.demo('street', SEED, silent);
  assert.equal(thrown(() => engine.zones()), 'engine.not_merged');
  assert.equal(thrown(() => engine.apply({ edit: { kind: 'lock', zones: [1] } }, 'zh')), 'engine.not_merged');
  assert.equal(thrown(() => engine.cells('nowhere')), 'engine.unknown_layer');
  assert.equal(thrown(() => engine.merge('nobody', silent)), 'engine.unknown_policy');
});

test('a refused edit says why in the language, and changes nothing', () => {
  const engine = Engine.demo('street', SEED, silent);
  engine.merge('general-300-500', silent);
  const before = engine.save();
  const problem = (/** @type {() => unknown} */ act) => {
    try {
      act();
    } catch (thrownProblem) {
      return /** @type {import('../src/engine/types').EngineProblem} */ (thrownProblem);
    }
    return assert.fail('nothing was thrown');
  };
  const missing = { edit: { kind: /** @type {const} */ ('lock'), zones: [9999] } };
  assert.equal(problem(() => engine.apply(missing, 'zh')).message, '没有键为 9999 的网格');
  assert.match(problem(() => engine.apply(missing, 'en')).message, /no zone with key 9999/);
  // @ts-expect-error an edit that there is not
  const wrong = problem(() => engine.apply({ edit: { kind: 'explode' } }, 'en'));
  assert.equal(wrong.code, 'engine.bad_value');
  assert.match(wrong.message, /edit/);
  assert.deepEqual(engine.save(), before);
  engine.free();
});

test('a project file of other input, of another version or no project file is refused', () => {
  const engine = Engine.demo('street', SEED, silent);
  engine.merge('general-300-500', silent);
  const saved = engine.save();
  const text = new TextDecoder().decode(saved);
  const bytes = (/** @type {string} */ other) => new TextEncoder().encode(other);
  const code = (/** @type {string} */ other) => thrown(() => engine.restore(bytes(other), silent));
  assert.equal(code('nothing'), 'project.not_json');
  assert.equal(code('{}'), 'project.not_a_project');
  assert.equal(code(text.replace('"onegrid_project":1', '"onegrid_project":9')), 'project.version');
  assert.equal(code(text.replace(`"seed":${SEED}`, '"seed":1')), 'project.other_input');
  const other = text.replace(/"fingerprint":"[0-9a-f]+"/, '"fingerprint":"0"');
  assert.equal(code(other), 'save.other_project');
  assert.deepEqual(Engine.savedInfo(saved).source, { kind: 'demo', size: 'street', seed: SEED });
  assert.deepEqual(engine.save(), saved, 'a refused file changes nothing');
  engine.free();
});
