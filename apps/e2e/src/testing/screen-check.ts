import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { id: string; impact: string; nodes: { target: string[] }[] };

/** What axe-core finds wrong, a line each: rule, impact, and the first elements. */
export const accessibilityProblems = async (page: Page): Promise<string[]> => {
  // Handed in by the debugger, not by the page: its content security policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe') as {
      run: (root: Document, how: object) => Promise<{ violations: unknown[] }>;
    };
    return (await axe.run(document, { resultTypes: ['violations'] })).violations;
  });
  return (violations as Violation[]).map(
    ({ id, impact, nodes }) =>
      `${impact} ${id}: ${nodes
        .slice(0, 3)
        .map(({ target }) => target.join(' '))
        .join(' | ')}`,
  );
};

const sidewaysNow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const root = document.documentElement;
    return Math.max(root.scrollWidth - root.clientWidth, document.body.scrollWidth - root.clientWidth, 0);
  });

/** What floats over a page follows its width a moment later. */
const SETTLE_MS = 3_000;

/** How many pixels the page can be scrolled sideways; a frame inside it may scroll, the page may not. */
export const sidewaysPixels = async (page: Page): Promise<number> => {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const pixels = await sidewaysNow(page);
    if (pixels === 0 || Date.now() > end) return pixels;
  }
};
