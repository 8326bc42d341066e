import { resolve } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';

/** The dev server writes inline styles and opens a socket; only for it the content policy goes. */
function withoutPolicyWhileDeveloping(): Plugin {
  return {
    name: 'without-policy-while-developing',
    apply: 'serve',
    transformIndexHtml: (html, context) =>
      context.server === undefined
        ? html
        : html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  };
}

/** The map library apart from the editor, so that the size of either can be told. */
const codeSplitting = {
  groups: [{ name: 'maplibre', test: /node_modules[\\/](?!.*\.css)/ }],
};

/** The page: `vite build`. */
const page: UserConfig['build'] = {
  outDir: 'dist',
  rolldownOptions: {
    input: { index: resolve('index.html'), basemap: resolve('basemap.html') },
    output: { codeSplitting },
  },
};

/**
 * The package: `vite build --mode library`. One module to import, with its worker, engine and chunks
 * beside it; not Vite's library mode, which would write the engine into the script as text.
 */
const library: UserConfig['build'] = {
  outDir: 'dist-library',
  copyPublicDir: false,
  rolldownOptions: {
    input: { 'onegrid-editor': resolve('src/library.ts') },
    preserveEntrySignatures: 'strict',
    output: { codeSplitting, entryFileNames: '[name].js' },
  },
};

export default defineConfig(({ mode }) => ({
  // Works from any folder of any server.
  base: './',
  plugins: [withoutPolicyWhileDeveloping()],
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts'] },
  build: {
    target: 'es2022',
    // The map library alone is over the default of 500 kB.
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    ...(mode === 'library' ? library : page),
  },
}));
