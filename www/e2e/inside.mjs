// What tests of the tools have to know of the editor's inside: where zones lie, what the plan is.
import { createHash } from 'node:crypto';

/** @typedef {import('../src/component').OnegridEditor} Editor */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {[number, number]} LonLat */
/** @typedef {{ key: number, code: string, community: string, communityKey: string, households: number, name: string, class: string, isLocked: boolean, place: LonLat }} Row */

/** The names of what can be undone and made again, and whether work is under way.
 * @param {Page} page
 */
export async function plan(page) {
  return page.evaluate(() => {
    const { store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const { plan: open, selection, preview, message, mode } = store.state;
    return {
      zones: open?.rows.size ?? 0,
      revision: open?.revision ?? -1,
      undo: open?.undo,
      redo: open?.redo,
      selection: [...selection],
      preview,
      message,
      tool: mode.tool,
    };
  });
}

/** @param {Page} page
 * @returns {Promise<Row[]>}
 */
export async function rows(page) {
  return page.evaluate(() => {
    const { store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    return [...(store.state.plan?.rows.values() ?? [])].map(
      ({ key, code, community, communityKey, households, name, class: kind, isLocked, place }) => ({
        key, code, community, communityKey, households, name, class: kind, isLocked, place,
      }),
    );
  });
}

/** Pairs of ordinary neighbours in one community with the length of their border, the longest first.
 * @param {Page} page
 */
export async function neighbours(page) {
  return page.evaluate(async () => {
    const { store, editor } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const all = store.state.plan?.rows ?? new Map();
    /** @type {{ a: number, b: number, line: [number, number][], length: number }[]} */
    const pairs = [];
    for (const row of all.values()) {
      if (row.class !== 'general' || row.isLocked) continue;
      for (const b of await editor.ask('neighbours', { zone: row.key })) {
        const other = all.get(b);
        if (b < row.key || other?.communityKey !== row.communityKey || other.class !== 'general') continue;
        const { coords, lineEnds } = await editor.ask('borderBetween', { a: row.key, b });
        if (lineEnds.length !== 1) continue;
        /** @type {[number, number][]} */
        const line = [];
        for (let at = 0; at < coords.length; at += 2) line.push([coords[at] ?? 0, coords[at + 1] ?? 0]);
        const length = line.reduce((sum, [x, y], at) => {
          const [px, py] = line[at - 1] ?? [x, y];
          return sum + Math.hypot(x - px, y - py);
        }, 0);
        pairs.push({ a: row.key, b, line, length });
      }
    }
    return pairs.sort((p, q) => q.length - p.length);
  });
}

/** A place on a border where units of one zone can be brushed into the other.
 * @param {Page} page
 * @param {number[]} spared zones to leave alone
 */
export async function stroke(page, spared) {
  const pairs = (await neighbours(page)).filter(({ a, b }) => !spared.includes(a) && !spared.includes(b));
  return page.evaluate(async (all) => {
    const { editor } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    for (const { a, b, line } of all) {
      for (const place of line.slice(1, -1)) {
        let accepted = 0;
        for (const radius_m of [3, 12, 20]) {
          const units = await editor.ask('unitsUnder', { path: [place], radius_m });
          const effect = await editor.preview({ kind: 'reassign', units, to: a }, () => undefined);
          accepted += effect?.zones.length === 2 ? 1 : 0;
        }
        editor.endPreview();
        if (accepted === 3) return { a, b, place };
      }
    }
    return undefined;
  }, pairs);
}

/** West, south, east, north of a zone.
 * @param {Page} page
 * @param {number} zone
 */
export async function boundsOf(page, zone) {
  return page.evaluate((key) => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of map.zones.outline(key).flat()) {
      for (let at = 0; at < ring.length; at += 2) {
        const [lon = 0, lat = 0] = ring.subarray(at, at + 2);
        west = Math.min(west, lon);
        east = Math.max(east, lon);
        south = Math.min(south, lat);
        north = Math.max(north, lat);
      }
    }
    return /** @type {[number, number, number, number]} */ ([west, south, east, north]);
  }, zone);
}

/** Shows some ground, with room around it.
 * @param {Page} page
 * @param {[number, number, number, number]} bounds
 */
export async function look(page, bounds) {
  await page.evaluate(([west, south, east, north]) => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    map.library.fitBounds([west, south, east, north], { padding: 190, animate: false, maxZoom: 17 });
  }, bounds);
  await still(page);
}

/** Waits until the map has drawn all.
 * @param {Page} page
 */
export async function still(page) {
  await page.evaluate(async () => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    if (map.library.loaded() && !map.library.isMoving()) return;
    await map.library.once('idle');
  });
}

/** Where a place lies in the window.
 * @param {Page} page
 * @param {LonLat} place
 * @returns {Promise<[number, number]>}
 */
export async function spot(page, place) {
  return page.evaluate((at) => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const { left, top } = map.surface.getBoundingClientRect();
    const { x, y } = map.library.project(at);
    return /** @type {[number, number]} */ ([left + x, top + y]);
  }, place);
}

/** A place well inside a zone: of a unit of it, near its label.
 * @param {Page} page
 * @param {number} zone
 * @returns {Promise<LonLat>}
 */
export async function inside(page, zone) {
  return page.evaluate(async (key) => {
    const { store, editor } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const [lon, lat] = store.state.plan?.rows.get(key)?.place ?? [0, 0];
    for (let ring = 0; ring < 40; ring += 1) {
      for (let step = 0; step < 8; step += 1) {
        const angle = (step / 8) * 2 * Math.PI;
        /** @type {[number, number]} */
        const place = [lon + ring * 4e-5 * Math.cos(angle), lat + ring * 4e-5 * Math.sin(angle)];
        const at = await editor.ask('unitAt', { lon_deg: place[0], lat_deg: place[1] });
        if (at?.zone === key) return place;
      }
    }
    throw new Error(`no place in zone ${key}`);
  }, zone);
}

/** Waits until an edit more is made, undone or made again than at a revision.
 * @param {Page} page
 * @param {number} before
 */
export async function changed(page, before) {
  await page.waitForFunction((revision) => {
    const { store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    return (store.state.plan?.revision ?? 0) > revision;
  }, before);
}

/** Waits until a zone is chosen alone.
 * @param {Page} page
 * @param {number} zone
 */
export async function chosen(page, zone) {
  await page.waitForFunction((key) => {
    const { store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    return store.state.selection.join() === String(key);
  }, zone);
}

/** Waits for the effect of the tool in hand.
 * @param {Page} page
 */
export async function previewed(page) {
  await page.waitForFunction(() => {
    const { store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    return store.state.preview !== undefined;
  });
}

/** What the engine would export: a fingerprint of its bytes.
 * @param {Page} page
 * @param {string} name
 */
export async function exported(page, name) {
  const bytes = await page.evaluate(async (file) => {
    const { editor } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const found = await editor.ask('exportFile', { name: file, lang: 'zh' });
    let text = '';
    for (const byte of found) text += String.fromCharCode(byte);
    return btoa(text);
  }, name);
  const all = Buffer.from(bytes, 'base64');
  return { hash: createHash('sha256').update(all).digest('hex'), length: all.length };
}
