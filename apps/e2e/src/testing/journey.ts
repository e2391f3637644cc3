import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { openBrowser, openDesk, type Desk, type DeskOptions } from './desk.ts';

const pictures = resolve(import.meta.dirname, '../../../../node_modules/.cache/clinic/journeys');

const nameOf = (title: string): string => title.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80);

/** What was on screen when a journey failed. */
const keepPictures = async (title: string, desks: readonly Desk[]): Promise<void> => {
  mkdirSync(pictures, { recursive: true });
  for (const [index, { page }] of desks.entries()) {
    const path = join(pictures, `${nameOf(title)}-${index}.png`);
    await page.screenshot({ path, timeout: 20_000 }).catch(() => undefined);
  }
};

type Fixtures = { browser: Browser; desk: (options?: DeskOptions) => Promise<Desk> };

/**
 * A test with desks. Every desk is closed at its end, and a journey in which a browser complained has failed, however
 * well it went otherwise.
 */
export const journey = test.extend<Fixtures>({
  browser: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the names of what is needed from the pattern
    async ({}, use) => {
      const browser = await openBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  desk: async ({ browser, task }, use) => {
    const desks: Desk[] = [];
    await use(async (options = { role: 'receptionist' }) => {
      const desk = await openDesk(browser, inject('place'), inject('clinic'), options);
      desks.push(desk);
      return desk;
    });
    const troubles = desks.flatMap((desk) => desk.troubles);
    if (task.result?.state === 'fail') await keepPictures(task.name, desks);
    for (const { context } of desks) await context.close();
    expect(troubles).toEqual([]);
  },
});
