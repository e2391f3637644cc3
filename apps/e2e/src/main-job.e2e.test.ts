import { expect, inject } from 'vitest';
import { bookToday, clinicDate, register, wallOf } from './testing/arrange.ts';
import { openBoard, openHome, rowIn } from './testing/board.ts';
import { findFreeTime, openDay, pressTime, visitOf } from './testing/calendar.ts';
import { accountOf } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { newPerson, remember, wordsOf } from './testing/people.ts';

journey('a receptionist signs in and stands before the day', async ({ desk }) => {
  const { page } = await desk({});
  const { email, password } = accountOf(inject('place'), inject('clinic'), 'receptionist');
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await expect.poll(() => page.getByRole('banner').textContent()).toContain(inject('clinic'));
});

journey('finds a patient while typing, says why, and forgives a typing error', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await openHome(page);
  const find = page.getByRole('dialog', { name: 'Find a patient' });
  const typeInto = async (text: string): Promise<void> => {
    remember(inject('place'), [text]);
    await find.getByRole('combobox').fill(text);
  };
  const hit = find.getByRole('option', { name: `${person.familyName}, ${person.givenName}` });

  await page.keyboard.press('/');
  const half = person.familyName.slice(0, -3);
  await typeInto(half);
  await hit.filter({ hasText: `name has “${half.toLowerCase()}”` }).waitFor();
  expect(await hit.locator('mark').first().textContent()).toBe(half);

  await page.keyboard.press('Escape');
  await find.waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  const [first = '', second = '', ...rest] = person.familyName;
  await typeInto([first, second, second, ...rest].join(''));
  await hit.filter({ hasText: /spelled almost the same|sounds alike/ }).waitFor();

  await typeInto(person.phone.slice(-4));
  await hit.filter({ hasText: 'phone has' }).waitFor();
  await hit.click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
});

journey('shows who somebody may already be before a second file is made', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const known = await register(reception);
  const fill = async (): Promise<void> => {
    await page.goto('/patients/new');
    await page.getByLabel('Family name').fill(known.familyName);
    await page.getByLabel('Given name').fill(known.givenName);
    await page.getByLabel('Birth date').fill(known.birthDate);
  };
  const lookAlikes = page.getByRole('complementary', { name: 'People who look like this' });

  await fill();
  await lookAlikes.waitFor();
  expect(await lookAlikes.textContent()).toContain('same name');
  expect(await lookAlikes.textContent()).toContain('same birth date');
  await lookAlikes.getByRole('link', { name: 'Open this file' }).click();
  await page.waitForURL(`**/patients/${known.id}`);

  await fill();
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Is it the same one?' });
  await question.getByRole('button', { name: /^(Someone else|None of them), register$/ }).click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: known.familyName }).waitFor();
  expect(page.url()).not.toContain(known.id);
  expect(page.url()).toMatch(/\/patients\/[0-9a-f-]{36}$/);
});

journey('registers somebody who was searched in vain, and books them in three actions', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = newPerson();
  remember(inject('place'), wordsOf(person));
  await openHome(page);
  await page.keyboard.press('/');
  const find = page.getByRole('dialog', { name: 'Find a patient' });
  await find.getByRole('combobox').fill(`${person.givenName} ${person.familyName}`);
  await find.getByText('Nobody matches').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByLabel('Family name').inputValue()).toBe(person.familyName);
  expect(await page.getByLabel('Given name').inputValue()).toBe(person.givenName);
  await page.getByLabel('Birth date').fill(person.birthDate);
  await page.getByLabel('Phone').fill(person.phone);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const heading = page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName });
  await heading.waitFor();

  const days = await clinicDate(reception, 7);
  await page.getByRole('link', { name: 'Book' }).first().click();
  await page.getByText(`Booking for`).waitFor();
  await page.goto(`${page.url()}&date=${days}`);
  const free = await findFreeTime(page, 120);
  await pressTime(page, free.column, free.from + 31);
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Book' }).click();
  await page.getByText('is booked at').waitFor();
  await visitOf(page, person.familyName).waitFor();

  await visitOf(page, person.familyName).click();
  await page.getByRole('link', { name: 'Open file' }).click();
  await heading.waitFor();
  const visits = page.getByRole('table', { name: 'Visits' }).getByRole('row');
  expect(await visits.filter({ hasText: 'Due' }).count()).toBe(1);
});

journey('takes a visit from arrived to done by button and by key, and back', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await bookToday(reception, person.id);
  await openBoard(page);

  await rowIn(page, 'Still to come', person.familyName).getByRole('button', { name: 'Arrived' }).click();
  const waiting = rowIn(page, 'Waiting room', person.familyName);
  await waiting.waitFor();
  await page.getByText('has arrived.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await rowIn(page, 'Still to come', person.familyName).waitFor();

  await rowIn(page, 'Still to come', person.familyName).getByRole('link').first().focus();
  await page.keyboard.press('a');
  await waiting.waitFor();
  await waiting.getByRole('button', { name: 'Call in' }).click();
  const inRoom = rowIn(page, 'In rooms', person.familyName);
  await inRoom.waitFor();
  await inRoom.getByRole('link').first().focus();
  await page.keyboard.press('d');
  await inRoom.waitFor({ state: 'hidden' });
  await page.getByText(/is done\./).waitFor();
  await page.keyboard.press('u');
  await inRoom.waitFor();
  await inRoom.getByRole('button', { name: 'Done' }).click();
  await inRoom.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /last change/ }).click();
  const over = rowIn(page, 'Over', person.familyName);
  await over.waitFor();

  await over.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
  await page.getByRole('table', { name: 'Visits' }).getByRole('row').filter({ hasText: 'Done' }).waitFor();
});

journey('shows a second desk what the first one did', async ({ desk }) => {
  const [first, second] = [await desk(), await desk()];
  const person = await register(first);
  await bookToday(first, person.id);
  await openBoard(first.page);
  await openBoard(second.page);
  await rowIn(second.page, 'Still to come', person.familyName).waitFor();
  await rowIn(first.page, 'Still to come', person.familyName)
    .getByRole('button', { name: 'Arrived' })
    .click();
  await rowIn(first.page, 'Waiting room', person.familyName).waitFor();
  // Nobody presses anything here: the board asks again by itself.
  await rowIn(second.page, 'Waiting room', person.familyName).waitFor();
});

journey('lets two desks say at once that somebody has arrived', async ({ desk }) => {
  const [first, second] = [await desk(), await desk()];
  const person = await register(first);
  await bookToday(first, person.id);
  await openBoard(first.page);
  await openBoard(second.page);
  const act = (page: typeof first.page): Promise<void> =>
    rowIn(page, 'Still to come', person.familyName).getByRole('button', { name: 'Arrived' }).click();
  await Promise.all([act(first.page), act(second.page)]);
  await rowIn(first.page, 'Waiting room', person.familyName).waitFor();
  await rowIn(second.page, 'Waiting room', person.familyName).waitFor();
});

journey('finds the day on the calendar that the board shows', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  const booked = await bookToday(reception, person.id);
  await openDay(page, await clinicDate(reception));
  const { clinic } = await reception.ask<{ clinic: { timeZone: string } }>('GET', '/auth/me');
  const block = visitOf(page, person.familyName);
  await block.waitFor();
  const { minute } = wallOf(clinic.timeZone, booked.startsAt);
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  expect(await block.getAttribute('aria-label')).toContain(` ${clock} `);
});
