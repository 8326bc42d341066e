// Editing in the engine of the browser, without one.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Engine, memory } from '../../target/npm/engine/node.js';
import { SEED, applyRandomly, chance, native, silent } from './support.mjs';

const EDITS = 2_000;
const WARM_UP = 500;
/** Kinds of edits that move whole units. */
const WHOLE = /** @type {const} */ (['reassign', 'merge-zones', 'rename', 'lock', 'unlock', 'set-class']);

function open() {
  const engine = Engine.demo('street', SEED, silent);
  engine.merge('general-300-500', silent);
  return engine;
}

test('2,000 random edits end as they do natively, cover exactly, and memory does not grow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-'));
  const engine = open();
  const below = chance(3);
  // Lines that cut units are drawn into the grid, which grows by them: they come first.
  const outcome = applyRandomly(engine, WARM_UP, below);
  const warm = memory.buffer.byteLength;
  const later = applyRandomly(engine, EDITS - WARM_UP, below, undefined, [...WHOLE]);
  outcome.made += later.made;
  const grown = memory.buffer.byteLength;
  console.log(`${JSON.stringify([outcome, later])}, memory ${warm / 2 ** 20} MiB, then ${grown / 2 ** 20} MiB`);
  assert.ok(outcome.made > EDITS / 4, 'most edits are made');
  assert.equal(grown, warm);
  const file = join(folder, 'saved.json');
  writeFileSync(file, engine.save());
  native('demo', 'street', String(SEED), folder, file);
  assert.ok(readFileSync(join(folder, 'zones.geojson')).equals(engine.zones()), 'the zones differ');
  assert.ok(readFileSync(join(folder, 'project.json')).equals(engine.save()), 'the project files differ');
  engine.free();
  rmSync(folder, { recursive: true });
});

test('undoing everything gives the bytes of the start', () => {
  const engine = open();
  const [zones, saved] = [engine.zones(), engine.save()];
  const rows = engine.zoneRows('zh');
  applyRandomly(engine, 60);
  assert.notDeepEqual(engine.zoneRows('zh'), rows);
  while (engine.undo('zh') !== undefined);
  assert.deepEqual(engine.zones(), zones);
  assert.deepEqual(engine.save(), saved);
  assert.deepEqual(engine.zoneRows('zh'), rows);
  engine.free();
});

test('a preview says what the edit then does, and changes nothing', () => {
  const engine = open();
  const [row] = engine.zoneRows('zh');
  assert.ok(row !== undefined);
  const edit = /** @type {const} */ ({ kind: 'split-zone', zone: row.key, by: 'balanced' });
  const preview = engine.preview(edit, 'zh');
  assert.deepEqual(engine.zoneRows('zh', Uint32Array.of(row.key)), [row]);
  const effect = engine.apply({ edit }, 'zh');
  assert.deepEqual({ ...preview, undoDepth: 1, undoTitle: effect.undoTitle }, effect);
  const [half, other] = effect.zones.map((zone) => zone.key);
  assert.ok(half !== undefined && other !== undefined);
  const rows = engine.zoneRows('zh', Uint32Array.of(half, other));
  assert.equal(rows.reduce((sum, { households }) => sum + households, 0), row.households);
  assert.equal(effect.zones.find((zone) => zone.key === other)?.householdsAfter, rows[1]?.households);
  assert.ok(rows.every(({ isEdited }) => isEdited));
  engine.free();
});

test('what lies under a brush and in a lasso is put into another zone', () => {
  const engine = open();
  const row = engine.zoneRows('zh').find(({ key }) => engine.unitsOf(key).length > 5);
  assert.ok(row !== undefined);
  const [lon, lat] = row.place;
  const here = engine.unitAt(lon, lat);
  assert.ok(here !== undefined);
  const under = engine.unitsUnder([[lon, lat]], 5);
  assert.ok(under.includes(here.unit), 'the unit at a place lies under the brush there');
  const more = engine.unitsUnder([[lon, lat], [lon + 0.002, lat]], 50);
  assert.ok(more.length >= under.length);
  const shapes = engine.zoneShapes(Uint32Array.of(row.key));
  const shell = shapes.coords.subarray(0, 2 * (shapes.ringEnds[0] ?? 0));
  const ring = Array.from({ length: shell.length / 2 }, (_, at) => /** @type {[number, number]} */ ([shell[2 * at], shell[2 * at + 1]]));
  const inside = new Set(engine.unitsIn(ring));
  const own = engine.unitsOf(row.key);
  assert.ok(own.filter((unit) => inside.has(unit)).length >= own.length * 0.9, 'a lasso around a zone has its units');
  const pieces = engine.unitShapes(own);
  assert.equal(new Set(pieces.ids).size, own.length);
  engine.free();
});

test('shapes close their rings and count to their ends', () => {
  const engine = open();
  const { coords, ringEnds, polygonEnds, ids } = engine.zoneShapes();
  assert.equal(ringEnds.at(-1), coords.length / 2);
  assert.equal(polygonEnds.at(-1), ringEnds.length);
  assert.equal(ids.length, polygonEnds.length);
  let from = 0;
  for (const to of ringEnds) {
    assert.ok(to - from >= 4);
    assert.equal(coords[2 * from], coords[2 * to - 2]);
    assert.equal(coords[2 * from + 1], coords[2 * to - 1]);
    from = to;
  }
  const [first] = engine.zoneRows('zh');
  const [beside] = engine.neighbours(first?.key ?? 0);
  const border = engine.borderBetween(first?.key ?? 0, beside ?? 0);
  assert.ok(border.lineEnds.length > 0);
  assert.equal(border.lineEnds.at(-1), border.coords.length / 2);
  engine.free();
});

test('a brush, a merge of zones and undoing answer fast against a full merge', () => {
  const engine = Engine.demo('street', SEED, silent);
  const begun = performance.now();
  engine.merge('general-300-500', silent);
  const merge_ms = performance.now() - begun;
  const times_ms = /** @type {number[]} */ ([]);
  // lines cut ground, which is made anew: they take longer
  const kinds = /** @type {import('../src/engine/types').Edit['kind'][]} */ (['reassign', 'merge-zones']);
  applyRandomly(engine, 500, chance(11), (_nth, took_ms) => times_ms.push(took_ms), kinds);
  times_ms.sort((a, b) => a - b);
  const p95_ms = times_ms[Math.floor(times_ms.length * 0.95)] ?? 0;
  console.log(`merge ${merge_ms.toFixed(0)} ms, p95 of 500 edits ${p95_ms.toFixed(1)} ms`);
  assert.ok(p95_ms < merge_ms / 50, `${p95_ms} ms against ${merge_ms} ms`);
  engine.free();
});
