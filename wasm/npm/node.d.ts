export * from './onegrid.js';

/** The memory of the engine: it grows with the largest project, and is never given back. */
export declare const memory: WebAssembly.Memory;
