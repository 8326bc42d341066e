// Random edits as a hand would make them, and how long each takes to be drawn.
/** @typedef {import('../src/component').OnegridEditor} Editor */
/** @typedef {'brush' | 'preview' | 'merge' | 'undo' | 'redo'} Kind */
/** @typedef {Record<Kind, number[]>} Times */

/** @returns {Times} */
export const noTimes = () => ({ brush: [], preview: [], merge: [], undo: [], redo: [] });

/**
 * Makes some random edits in the page. An edit is answered when its effect is drawn on the overlay of the map.
 * @param {import('playwright-core').Page} page
 * @param {number} edits
 * @param {number} seed the state of the dice; it comes back as it is then
 */
export function makeEdits(page, edits, seed) {
  return page.evaluate(
    async ([number, first]) => {
      const { editor, store } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
      let state = first;
      /** From 0 to below 1 (mulberry32). */
      const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };
      /** @template Item @param {readonly Item[]} items */
      const any = (items) => items[Math.floor(random() * items.length)];
      /** @type {Times} */
      const found = { brush: [], preview: [], merge: [], undo: [], redo: [] };
      let refused = 0;
      /** @template Result @param {Kind} kind @param {() => Promise<Result | undefined>} act */
      const time = async (kind, act) => {
        const before_ms = performance.now();
        const result = await act();
        const after_ms = performance.now();
        if (result === undefined) refused += 1;
        else found[kind].push(after_ms - before_ms);
        // As a hand would: the browser has time to draw in between.
        await new Promise((drawn) => setTimeout(drawn, 20));
      };
      for (let made = 0; made < number; made += 1) {
        const row = any([...(store.state.plan?.rows.values() ?? [])]);
        if (row === undefined) break;
        const around = await editor.ask('neighbours', { zone: row.key });
        const other = any(around.filter((zone) => store.state.plan?.rows.get(zone)?.communityKey === row.communityKey));
        const dice = random();
        if (dice < 0.25) await time('undo', () => editor.undo());
        else if (dice < 0.35) await time('redo', () => editor.redo());
        else if (other === undefined) continue;
        else if (dice < 0.5) await time('merge', () => editor.apply({ kind: 'merge-zones', zones: [row.key, other] }));
        else {
          // A stroke across a border, as the brush makes it: units under it, preview, edit.
          const { coords } = await editor.ask('borderBetween', { a: row.key, b: other });
          const at = 2 * Math.floor(random() * (coords.length / 2));
          /** @type {[number, number][]} */
          const path = [[coords[at] ?? 0, coords[at + 1] ?? 0]];
          const units = await editor.ask('unitsUnder', { path, radius_m: 5 + 25 * random() });
          const edit = /** @type {const} */ ({ kind: 'reassign', units, to: row.key });
          await time('preview', () => editor.preview(edit, () => undefined));
          await time('brush', () => editor.apply(edit));
        }
      }
      return { found, refused, state };
    },
    /** @type {const} */ ([edits, seed]),
  );
}
