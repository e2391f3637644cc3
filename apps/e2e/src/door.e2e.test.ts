import { expect, inject } from 'vitest';
import { register } from './testing/arrange.ts';
import { openHome } from './testing/board.ts';
import { accountOf } from './testing/desk.ts';
import { journey } from './testing/journey.ts';

journey('says when e-mail and password do not match, and nothing more', async ({ desk }) => {
  const { page } = await desk({});
  const { email } = accountOf(inject('place'), inject('clinic'), 'billing');
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('certainly-not-it');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('E-mail and password do not match.').waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
});

journey('shows nothing of a patient to whoever goes back after signing out', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await openHome(page);
  await page.goto(`/patients/${person.id}`);
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
  await page.getByRole('button', { name: /Account$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').waitFor();
  for (let back = 0; back < 2; back += 1) {
    await page.goBack();
    await page.getByLabel('E-mail').waitFor();
    expect(await page.locator('body').textContent()).not.toContain(person.familyName);
  }
  await page.goto(`/patients/${person.id}`);
  await page.getByLabel('E-mail').waitFor();
  expect(await page.locator('body').textContent()).not.toContain(person.familyName);
});

journey(
  'asks whoever was signed out elsewhere to sign in again, and goes on where they were',
  async ({ desk }) => {
    const { context, page } = await desk({ role: 'nurse' });
    const elsewhere = await desk({});
    await page.goto('/patients');
    await page.getByRole('heading', { name: 'Patients' }).waitFor();
    const cookies = await context.cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: 'device', httpOnly: true, sameSite: 'Strict' },
      { name: 'session', httpOnly: true, sameSite: 'Strict' },
    ]);
    await elsewhere.context.addCookies(cookies);
    await elsewhere.ask('POST', '/auth/logout', {});

    await page.getByRole('link', { name: 'Today' }).first().click();
    const locked = page.getByRole('dialog', { name: 'Locked' });
    await locked.getByText('Your session ended').waitFor();
    const { password } = accountOf(inject('place'), inject('clinic'), 'nurse');
    await locked.getByLabel('Password', { exact: true }).fill(password);
    await locked.getByRole('button', { name: 'Unlock' }).click();
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  },
);

journey('opens to each role what it may see and says so where it may not', async ({ desk }) => {
  const { page } = await desk({ role: 'receptionist' });
  await openHome(page);
  const places = page.getByRole('navigation', { name: 'Main' });
  expect(await places.getByRole('link', { name: 'Import' }).count()).toBe(0);
  await page.goto('/imports');
  await page.getByText('Your role does not open this page').waitFor();
});

journey('keeps the people of one clinic from the other', async ({ desk }) => {
  const here = await desk();
  const person = await register(here);
  const there = await desk({ role: 'receptionist', isElsewhere: true });
  const { page } = there;
  await page.goto(`/patients/${person.id}`);
  await page.getByText('There is nothing at this address').waitFor();
  expect(await page.locator('body').textContent()).not.toContain(person.familyName);
  await openHome(page);
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill(person.familyName);
  await page.getByText('Nobody matches').waitFor();
});
