import { defineConfig } from 'vitest/config';

// One run of the real command takes seconds, so the tests share it and the limits are wide.
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/lint-rules',
  test: { include: ['*.test.mjs'], passWithNoTests: false, testTimeout: 120_000, hookTimeout: 600_000 },
});
