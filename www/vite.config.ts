import type { Plugin } from 'vite';
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

export default defineConfig({
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
  },
});
