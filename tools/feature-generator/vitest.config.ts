import { defineConfig } from 'vitest/config';

// What is generated is checked by the real commands in a copy of the workspace, which takes minutes, not seconds.
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/feature-generator',
  test: {
    include: ['src/**/*.test.mjs'],
    passWithNoTests: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
