import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedTest } from '../../vitest.shared.ts';

export default mergeConfig(
  sharedTest,
  defineConfig({
    root: import.meta.dirname,
    cacheDir: '../../node_modules/.vite/ui',
    test: { environment: 'jsdom', setupFiles: ['src/testing/set-up.ts'], testTimeout: 60_000, css: true },
  }),
);
