import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    // What Chromium 105 and its contemporaries run: hospitals' browsers are not this year's.
    target: 'es2020',
    cssTarget: 'chrome105',
    // Its polyfill would be the only code that is not ours to explain to a strict CSP.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { page: 'index.html', 'tqc-board': 'src/board/index.ts' },
      preserveEntrySignatures: 'strict',
      output: {
        // The element's file keeps its name, for those who embed it; the rest is named by content.
        entryFileNames: (chunk) => (chunk.name === 'tqc-board' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
