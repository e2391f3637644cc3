import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedTest } from '../../vitest.shared.ts';

export default mergeConfig(
  sharedTest,
  defineConfig({
    root: import.meta.dirname,
    cacheDir: '../../node_modules/.vite/launcher',
    test: { include: ['src/**/*.test.mjs'], testTimeout: 60_000 },
  }),
);
