// How large what a browser has to load is: said, and held below the limits.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const KB = 1000;
/** Gzipped, all scripts and styles of the page beside the map library. */
const PAGE_MAX = 300 * KB;
/** Gzipped. */
const ENGINE_MAX = 1500 * KB;

const folder = new URL('../dist/assets/', import.meta.url);
const files = readdirSync(folder).map((name) => ({ name, size: gzipSync(readFileSync(new URL(name, folder))).length }));
/** @param {(name: string) => boolean} is */
const sum = (is) => files.filter(({ name }) => is(name)).reduce((total, { size }) => total + size, 0);

test('sizes, gzipped', (context) => {
  for (const { name, size } of files) context.diagnostic(`${(size / KB).toFixed(1).padStart(8)} kB  ${name}`);
  const page = sum((name) => !name.startsWith('maplibre') && !name.endsWith('.wasm'));
  const engine = sum((name) => name.endsWith('.wasm'));
  context.diagnostic(`${(page / KB).toFixed(1).padStart(8)} kB  the page without map library and engine`);
  assert.ok(page > 0 && page < PAGE_MAX, `the page is ${page} bytes, at most ${PAGE_MAX} are allowed`);
  assert.ok(engine > 0 && engine < ENGINE_MAX, `the engine is ${engine} bytes, at most ${ENGINE_MAX} are allowed`);
});
