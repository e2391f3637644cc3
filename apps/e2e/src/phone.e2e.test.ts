import { expect, inject } from 'vitest';
import { bookToday, clinicDate, register } from './testing/arrange.ts';
import { rowIn, showAllDue } from './testing/board.ts';
import { columnsOf, openDay } from './testing/calendar.ts';
import { accountOf, type DeskOptions } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { remember } from './testing/people.ts';

const phone: DeskOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

journey('signs in on a phone, finds somebody and sees the visit of the day', async ({ desk }) => {
  const reception = await desk();
  const person = await register(reception);
  await bookToday(reception, person.id);

  const { page } = await desk(phone);
  const { email, password } = accountOf(inject('place'), inject('clinic'), 'receptionist');
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).tap();
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
  await showAllDue(page);
  const row = rowIn(page, 'Still to come', person.familyName);
  await row.getByRole('button', { name: 'Arrived' }).tap();
  await rowIn(page, 'Waiting room', person.familyName).waitFor();

  await page.getByRole('button', { name: /Find a patient/ }).tap();
  const sheet = page.getByRole('dialog', { name: 'Find a patient' });
  const typed = person.familyName.slice(0, 7);
  remember(inject('place'), [typed]);
  await sheet.getByRole('combobox').fill(typed);
  const hit = sheet.getByRole('option', { name: `${person.familyName}, ${person.givenName}` });
  await hit.waitFor();
  const box = await sheet.boundingBox();
  expect(box?.width).toBe(390);
  await hit.tap();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
});

journey('books a visit on a phone', async ({ desk }) => {
  const reception = await desk({ role: 'receptionist', ...phone });
  const { page } = reception;
  const person = await register(reception);
  await openDay(page, await clinicDate(reception, 9), `&patient=${person.id}`);
  await page.getByText('Booking for').waitFor();
  expect(await columnsOf(page).count()).toBe(1);
  const tabs = page.getByRole('navigation', { name: 'Practitioners' }).getByRole('link');
  const free = page.getByRole('gridcell', { name: /, free$/ });
  // The first practitioner of the day who has a free quarter of an hour.
  for (let tab = 0; tab < (await tabs.count()) && (await free.count()) === 0; tab += 1) {
    await tabs.nth(tab).tap();
    await expect.poll(() => tabs.nth(tab).getAttribute('aria-current')).toBe('page');
  }
  const form = page.getByRole('dialog');
  await free.first().tap({ position: { x: 60, y: 3 } });
  await form.getByRole('button', { name: /^(Book|Overbook)$/ }).waitFor();
  const offer = form.getByRole('button', { name: /^Book( \d\d:\d\d.*)?$/ }).first();
  await offer.tap();
  await page.getByText('is booked at').waitFor();
});

journey('gives a finger room for every choice of the registration', async ({ desk }) => {
  const { page } = await desk({ role: 'receptionist', ...phone });
  await page.goto('/patients/new');
  await page.getByLabel('Family name').waitFor();
  const controls = page.locator('main').locator('.seg > label, input.input, select, button');
  const small: string[] = [];
  for (const control of await controls.all()) {
    const box = await control.boundingBox();
    if (box && (box.width < 44 || box.height < 44))
      small.push(`${await control.innerText()} ${box.width}x${box.height}`);
  }
  expect(small).toEqual([]);
});
