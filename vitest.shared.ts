import { defineConfig } from 'vitest/config';

/** What every project's tests share; a project adds its environment and its set-up. */
export const sharedTest = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    passWithNoTests: false,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores: more workers only wait for one another.
    maxWorkers: 2,
  },
});
