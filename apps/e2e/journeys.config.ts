import { defineConfig } from 'vitest/config';
import { LastThingsLast } from './src/testing/file-order.ts';

// Not named vitest.config.ts: journeys are a target of their own and stay out of `nx test`.
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/e2e',
  test: {
    include: ['src/**/*.e2e.test.ts'],
    globalSetup: './src/testing/global-set-up.ts',
    // One system and one browser at a time: on two cores a second one only makes both late.
    fileParallelism: false,
    sequence: { sequencer: LastThingsLast },
    testTimeout: 240_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});
