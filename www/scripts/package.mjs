// Completes the package after its build: the compiler writes declarations of scripts, but copies
// none that were written by hand or by wasm-bindgen.
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const declarations = 'engine/pkg/onegrid.d.ts';
const text = await readFile(new URL(`../src/${declarations}`, import.meta.url), 'utf8');
// Users whose compiler knows no `Symbol.dispose` yet need not learn of it: the class is not theirs.
const plain = text.replaceAll(/^\s*\[Symbol\.dispose\]\(\): void;\n/gm, '');
await mkdir(new URL('../dist-library/types/engine/pkg/', import.meta.url), { recursive: true });
await writeFile(new URL(`../dist-library/types/${declarations}`, import.meta.url), plain);
