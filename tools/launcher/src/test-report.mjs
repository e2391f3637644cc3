import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ task: string, path: string, ms: number }} TestFile */
/**
 * @typedef {object} TestReport
 * @property {number} passed tests
 * @property {number} failed tests, and tasks that failed without a failed test (lint, types, a build, a crash)
 * @property {number} skipped tests
 * @property {string[]} failedTasks
 * @property {TestFile[]} files
 */

const TASK = /^(?:[✔✖×] +)?> nx run (\S+)/;
const FILE = /^ (?:✓|❯|×|↓) (?:\|[^|]+\| )?(\S+\.test\.\w+) \(\d+ tests?[^)]*\) (\d+)ms$/;
const TOTAL = /^ +Tests +(.*?) \(\d+\)$/;
const LISTED_FAILURE = /^- (\S+:\S+)$/;

/** @param {string} total @param {string} word */
const countOf = (total, word) => Number(new RegExp(`(\\d+) ${word}`).exec(total)?.[1] ?? 0);

/** @returns {(line: string) => string} the task a line belongs to: each begins with its name */
const taskTracker = () => {
  let task = '';
  return (line) => (task = TASK.exec(line)?.[1] ?? task);
};

/** @param {string} task @param {string} line @returns {TestFile[]} */
const readFileLine = (task, line) => {
  const [, path, ms] = FILE.exec(line) ?? [];
  return path ? [{ task, path, ms: Number(ms) }] : [];
};

/**
 * Adds up what the test runners of all tasks said. The text of a task that came from the cache is the text of the run
 * that filled it, so its tests count as well.
 * @param {string} output of Nx with `--output-style=static`
 * @returns {TestReport}
 */
export function readTestOutput(output) {
  const taskOf = taskTracker();
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => ({ task: taskOf(line), line }));
  const totals = lines.flatMap(({ task, line }) => {
    const total = TOTAL.exec(line)?.[1];
    return total === undefined ? [] : [{ task, total }];
  });
  /** @param {string} word */
  const sum = (word) => totals.reduce((count, { total }) => count + countOf(total, word), 0);
  const failedTasks = lines.flatMap(({ line }) => LISTED_FAILURE.exec(line)?.[1] ?? []);
  const withFailedTests = new Set(
    totals.filter(({ total }) => countOf(total, 'failed') > 0).map(({ task }) => task),
  );
  return {
    passed: sum('passed'),
    failed: sum('failed') + failedTasks.filter((task) => !withFailedTests.has(task)).length,
    skipped: sum('skipped') + sum('todo'),
    failedTasks,
    files: lines.flatMap(({ task, line }) => readFileLine(task, line)),
  };
}

/** @param {TestReport[]} reports @returns {TestReport} */
export const addReports = (reports) => ({
  passed: reports.reduce((sum, { passed }) => sum + passed, 0),
  failed: reports.reduce((sum, { failed }) => sum + failed, 0),
  skipped: reports.reduce((sum, { skipped }) => sum + skipped, 0),
  failedTasks: reports.flatMap(({ failedTasks }) => failedTasks),
  files: reports.flatMap(({ files }) => files),
});

const SLOWEST = 10;

/**
 * @param {TestReport} report
 * @returns {string[]} lines for the end of a run; the last one is the sum
 */
export function describeReport({ passed, failed, skipped, failedTasks, files }) {
  const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  return [
    '',
    ...(slowest.length > 0 ? ['Slowest test files:'] : []),
    ...slowest.map(
      ({ task, path, ms }) =>
        `${(ms / 1000).toFixed(1).padStart(8)} s  ${task.replace(/:\w+$/, '')}  ${path}`,
    ),
    ...(failedTasks.length > 0 ? ['', 'Failed:', ...failedTasks.map((task) => `  ${task}`)] : []),
    '',
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ];
}
