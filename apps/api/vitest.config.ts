import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedTest } from '../../vitest.shared.ts';

export default mergeConfig(
  sharedTest,
  defineConfig({
    root: import.meta.dirname,
    cacheDir: '../../node_modules/.vite/api',
    test: { globalSetup: '@clinic/embedded-postgres/vitest-setup' },
  }),
);
