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

type Sideways = { pixels: number; widest: string };

const sidewaysNow = (page: Page): Promise<Sideways> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const pixels = Math.max(scrollWidth - clientWidth, document.body.scrollWidth - clientWidth, 0);
    const ends = [...document.querySelectorAll('body *')].map((element) => ({
      name: `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`,
      end: Math.round(element.getBoundingClientRect().right),
    }));
    const widest = ends.filter(({ end }) => end === clientWidth + pixels).map(({ name }) => name);
    return { pixels, widest: widest.slice(0, 3).join(' ') };
  });

/** What floats over a page follows its width a moment later. */
const SETTLE_MS = 3_000;

/** By how much the page can be scrolled sideways, and what is that wide; a frame inside it may scroll, the page may not. */
export const sideways = async (page: Page): Promise<string | undefined> => {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const { pixels, widest } = await sidewaysNow(page);
    if (pixels === 0) return undefined;
    if (Date.now() > end) return `scrolls sideways by ${pixels} px: ${widest}`;
  }
};
