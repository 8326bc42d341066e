// For Node: the module is read from beside this file and is ready when the import is done.
import { readFileSync } from 'node:fs';
import { initSync } from './onegrid.js';

export * from './onegrid.js';

/** The memory of the engine: it grows with the largest project, and is never given back. */
export const { memory } = initSync({
  module: readFileSync(new URL('./onegrid_bg.wasm', import.meta.url)),
});
