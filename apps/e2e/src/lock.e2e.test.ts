import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { openHome } from './testing/board.ts';
import { accountOf } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { newPerson, remember } from './testing/people.ts';

const card = (page: Page) => page.getByRole('dialog', { name: 'Locked' });

const passwordOf = (role: 'receptionist'): string =>
  accountOf(inject('place'), inject('clinic'), role).password;

const unlock = async (page: Page): Promise<void> => {
  await card(page).getByLabel('Password').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(passwordOf('receptionist'));
  await page.keyboard.press('Enter');
  await card(page).waitFor({ state: 'hidden' });
};

journey('registers who was typed although the session ended meanwhile', async ({ desk }) => {
  const { page, ask } = await desk();
  const person = newPerson();
  remember(inject('place'), [person.familyName, person.givenName, person.phone]);
  await page.goto('/patients/new');
  await page.getByLabel('Family name').fill(person.familyName);
  await page.getByLabel('Given name').fill(person.givenName);
  const lookedAt = page.waitForResponse(/look-alikes/);
  await page.getByLabel('Phone', { exact: true }).fill(person.phone);
  await lookedAt;

  await ask('POST', '/auth/logout', {});
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await card(page).getByText('Your session ended').waitFor();
  expect(await page.getByLabel('Family name').isVisible()).toBe(false);
  await unlock(page);
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
});

journey('locks every tab by a key, lets nobody on, and opens them together', async ({ desk }) => {
  const { page, context, ask } = await desk();
  await openHome(page);
  const other = await context.newPage();
  await openHome(other);
  await page.bringToFront();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await card(page).waitFor();
  await card(other).waitFor();
  await expect(page.title()).resolves.toBe('Locked');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  expect(await page.getByRole('dialog').count()).toBe(1);
  await expect.poll(() => ask('GET', '/appointments/today').catch(String)).toContain('401');

  await unlock(page);
  await card(other).waitFor({ state: 'hidden' });
  await other.getByRole('heading', { name: 'Waiting room' }).waitFor();
  await expect.poll(() => page.title()).toContain('Today');
});
