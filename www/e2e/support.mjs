// What the tests of the engine share: a native run to compare with, and random edits.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** @typedef {import('../src/engine/types').Edit} Edit */
/** @typedef {import('../../target/npm/engine/node.js').Engine} Engine */

export const SEED = 7;
export const silent = () => undefined;

/** The code of the problem that an act throws. */
export function thrown(/** @type {() => unknown} */ act) {
  try {
    act();
  } catch (problem) {
    return /** @type {import('../src/engine/types').EngineProblem} */ (problem).code;
  }
  return 'nothing was thrown';
}

/** Runs the native example; it fails where coverage is not exact. */
export function native(/** @type {string[]} */ ...args) {
  const program = ['run', '--quiet', '--package', 'onegrid-wasm', '--example', 'replay', '--'];
  const run = spawnSync('cargo', [...program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  assert.equal(run.status, 0, 'the native program failed');
}

/** Numbers from 0 to `most` - 1 that are the same in every run. */
export function chance(seed = 1) {
  let state = seed >>> 0;
  return (/** @type {number} */ most) => {
    // Marsaglia 2003, xorshift32
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % Math.max(most, 1);
  };
}

/** A random edit on the plan of now. */
function someEdit(
  /** @type {Engine} */ engine,
  /** @type {(most: number) => number} */ below,
  /** @type {Edit['kind'][] | undefined} */ kinds,
) {
  const rows = engine.zoneRows('en');
  const some = () => {
    const row = rows[below(rows.length)];
    assert.ok(row !== undefined, 'there are zones');
    return row;
  };
  const row = some();
  const zone = row.key;
  const neighbours = engine.neighbours(zone);
  const other = neighbours[below(neighbours.length)] ?? zone;
  const units = engine.unitsOf(zone);
  const [lon, lat] = row.place;
  const reach = 0.02;
  /** @type {import('../src/engine/types').LonLat[]} */
  const line = below(2) === 0 ? [[lon, lat - reach], [lon, lat + reach]] : [[lon - reach, lat], [lon + reach, lat]];
  /** @type {Edit[]} */
  const edits = [
    { kind: 'reassign', units: units.slice(0, 1 + below(3)), to: other },
    { kind: 'reassign', units: units.slice(below(units.length)).slice(0, 1), to: other },
    { kind: 'reassign', units: engine.unitsUnder([[lon, lat]], 30), to: other },
    { kind: 'reassign', units: units.slice(-1) },
    { kind: 'merge-zones', zones: [zone, other] },
    { kind: 'split-zone', zone, by: 'balanced' },
    { kind: 'split-zone', zone, by: { line } },
    { kind: 'redraw-border', between: [zone, other], line },
    { kind: 'rename', zone, name: `name ${below(100)}` },
    { kind: 'lock', zones: [zone] },
    { kind: 'unlock', zones: rows.filter((each) => each.isLocked).map((each) => each.key) },
    { kind: 'set-class', zone, class: row.class === 'general' ? 'exclusive' : 'general' },
  ];
  const wanted = edits.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  return /** @type {Edit} */ (wanted[below(wanted.length)]);
}

/** Makes so many random edits, with undoing and redoing among them; returns what was made and refused. */
export function applyRandomly(
  /** @type {Engine} */ engine,
  /** @type {number} */ count,
  below = chance(),
  each = (/** @type {number} */ _nth, /** @type {number} */ _took_ms) => {},
  /** @type {Edit['kind'][] | undefined} */ kinds = undefined,
) {
  const outcome = { made: 0, refused: 0, undone: 0, redone: 0 };
  for (let nth = 0; nth < count; nth++) {
    const act = below(10);
    const edit = act < 3 ? undefined : someEdit(engine, below, kinds);
    const begun = performance.now();
    if (act < 2) outcome.undone += engine.undo('zh') === undefined ? 0 : 1;
    else if (act < 3) outcome.redone += engine.redo('zh') === undefined ? 0 : 1;
    else if (edit !== undefined) {
      try {
        engine.apply({ edit, who: 'test' }, 'zh');
        outcome.made++;
      } catch (problem) {
        const { code } = /** @type {import('../src/engine/types').EngineProblem} */ (problem);
        assert.match(code, /^edit\./, `${code} is no refusal`);
        outcome.refused++;
      }
    }
    each(nth, performance.now() - begun);
  }
  return outcome;
}
