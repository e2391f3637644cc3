import { describe, expect, it } from 'vitest';
import { addReports, describeReport, readTestOutput } from './test-report.mjs';

const OUTPUT = `
> nx run @clinic/core:test  [local cache]

> vitest run\r
\r

 RUN  v4.1.12 /clinic/libs/core

 \u001b[32m✓\u001b[39m src/dates.test.ts \u001b[2m(\u001b[22m\u001b[2m12 tests\u001b[22m\u001b[2m)\u001b[22m\u001b[33m 1450\u001b[2mms\u001b[22m\u001b[39m
     ✓ knows leap years  409ms

 Test Files  1 passed (1)
      Tests  12 passed (12)

> nx run @clinic/browser:test

 ❯ src/find-browser.test.mjs (4 tests | 1 failed | 1 skipped) 2186ms
     × finds a browser 13ms

 Test Files  1 failed (1)
      Tests  1 failed | 2 passed | 1 skipped (4)

> nx run @clinic/browser:lint

 NX   Running targets test, lint for 2 projects failed

Failed tasks:

- @clinic/browser:test
- @clinic/browser:lint
`;

describe('the report of a test run', () => {
  it('adds up tests of all tasks, those from the cache too, and counts a failed check as one', () => {
    expect(readTestOutput(OUTPUT)).toEqual({
      passed: 14,
      failed: 2,
      skipped: 1,
      failedTasks: ['@clinic/browser:test', '@clinic/browser:lint'],
      files: [
        { task: '@clinic/core:test', path: 'src/dates.test.ts', ms: 1450 },
        { task: '@clinic/browser:test', path: 'src/find-browser.test.mjs', ms: 2186 },
      ],
    });
  });

  it('counts a test run that broke off before its sum as failed', () => {
    const crashed = '> nx run @clinic/api:test\nout of memory\nFailed tasks:\n\n- @clinic/api:test\n';
    expect(readTestOutput(crashed)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('ends with the sum and names the slowest files first', () => {
    const report = addReports([readTestOutput(OUTPUT), readTestOutput(OUTPUT)]);
    const lines = describeReport(report);
    expect(lines.at(-1)).toBe('28 passed, 4 failed');
    expect(lines[2]).toBe('     2.2 s  @clinic/browser  src/find-browser.test.mjs');
  });
});
