import type { Locator, Page } from 'playwright-core';

/** The rows of one part of today's board that hold a name. */
export const rowIn = (
  page: Page,
  part: 'Waiting room' | 'In rooms' | 'Still to come' | 'Over',
  name: string,
): Locator =>
  page.getByRole('list', { name: part, exact: true }).getByRole('listitem').filter({ hasText: name });

/** The board shows the next few of those still to come; this shows all of them. */
export const showAllDue = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { name: 'Still to come' }).waitFor();
  const all = page.getByRole('button', { name: 'Show all' });
  if (await all.isVisible()) await all.click();
};

/** The board, ready for keys. */
export const openHome = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
};

export const openBoard = async (page: Page): Promise<void> => {
  await openHome(page);
  await showAllDue(page);
};
