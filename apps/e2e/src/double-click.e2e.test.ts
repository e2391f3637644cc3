import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { bookToday, clinicDate, register } from './testing/arrange.ts';
import { openBoard, rowIn } from './testing/board.ts';
import { findFreeTime, openDay, pointOf, visitOf } from './testing/calendar.ts';
import { journey } from './testing/journey.ts';

/** The writes that leave a page, by method and path. */
const writesOf = (page: Page): string[] => {
  const writes: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() !== 'GET' && !pathname.endsWith('/search')) writes.push(pathname);
  });
  return writes;
};

journey('a double click on the board is one step of one visit', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  const { id } = await bookToday(reception, person.id);
  await openBoard(page);
  const writes = writesOf(page);
  await rowIn(page, 'Still to come', person.familyName).getByRole('button', { name: 'Arrived' }).dblclick();
  await page.getByText('has arrived.').waitFor();
  expect(writes).toEqual([`/api/appointments/${id}/status`]);
});

journey('a double click in the calendar opens what a click opens, and books once', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await openDay(page, await clinicDate(reception, 8));
  const free = await findFreeTime(page, 60);
  await page.goto(`${page.url()}${page.url().includes('?') ? '&' : '?'}patient=${person.id}`);
  await page.getByText('Booking for').waitFor();
  const { x, y } = await pointOf(page, free.column, free.from);
  await page.mouse.dblclick(x, y, { delay: 20 });
  const writes = writesOf(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Book', exact: true }).dblclick();
  await page.getByText('is booked at').waitFor();
  await visitOf(page, person.familyName).dblclick({ position: { x: 30, y: 6 } });
  await page.getByRole('dialog').getByRole('link', { name: 'Open file' }).waitFor();
  expect(writes).toEqual(['/api/appointments']);
});
