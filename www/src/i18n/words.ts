// How the words of one part of the page are written down: Chinese and English side by side, so that
// neither can lack a key.

/** Chinese, English. Where English tells one from many, it is `one|many`. */
export type Pair = readonly [zh: string, en: string];

/** Says that a table is one of words, and keeps its keys. */
export function words<const Table extends Record<string, Pair>>(table: Table): Table {
  return table;
}
