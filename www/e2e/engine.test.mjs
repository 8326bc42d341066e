// The engine of the browser, without one: gives the same bytes as the native program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Engine, initSync } from '../src/engine/pkg/onegrid.js';

const SEED = 7;

test('wasm and native give the same zones, byte for byte', () => {
  const module = new URL('../src/engine/pkg/onegrid_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(module) });
  const engine = Engine.demo('street', SEED, () => undefined);
  engine.merge('general-300-500', () => undefined);
  const inWasm = Buffer.from(engine.zones());

  const program = ['run', '--quiet', '--package', 'onegrid-wasm', '--example', 'zones', '--'];
  const native = spawnSync('cargo', [...program, 'street', String(SEED)], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.equal(native.status, 0, 'the native program failed');
  assert.ok(native.stdout.length > 10_000, `only ${native.stdout.length} bytes`);
  assert.ok(native.stdout.equals(inWasm), 'the zones differ');
});

test('every problem is thrown with a stable code', () => {
  const thrown = (/** @type {() => unknown} */ act) => {
    try {
      act();
    } catch (problem) {
      return /** @type {import('../src/engine/types').EngineProblem} */ (problem).code;
    }
    return 'nothing was thrown';
  };
  const silent = () => undefined;
  const none = () => undefined;
  assert.equal(thrown(() => Engine.demo('village', SEED, silent)), 'demo.unknown_size');
  assert.equal(thrown(() => Engine.demo('province', SEED, silent)), 'demo.many_counties');
  assert.equal(thrown(() => Engine.open('not toml', none, silent)), 'manifest.syntax');
  const engine = Engine.demo('street', SEED, silent);
  assert.equal(thrown(() => engine.zones()), 'engine.not_merged');
  assert.equal(thrown(() => engine.cells('nowhere')), 'engine.unknown_layer');
  assert.equal(thrown(() => engine.merge('nobody', silent)), 'engine.unknown_policy');
});
