import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { clinicDate, register, wallOf, type Appointment, type Patient } from './testing/arrange.ts';
import {
  clockOf,
  columnsOf,
  findFreeTime,
  minuteHeight,
  openDay,
  pressTime,
  visitOf,
  type FreeTime,
} from './testing/calendar.ts';
import type { Desk } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import type { Person } from './testing/people.ts';

type Booked = { person: Person & Patient; appointment: Appointment; free: FreeTime; zone: string };

/** Somebody who is booked at the beginning of a long free time of the day on screen. */
const bookAtFreeTime = async (desk: Desk, minutes: number): Promise<Booked> => {
  const { page } = desk;
  const person = await register(desk);
  await openDay(page, await clinicDate(desk, 8));
  const free = await findFreeTime(page, minutes);
  await page.goto(`${page.url()}${page.url().includes('?') ? '&' : '?'}patient=${person.id}`);
  await page.getByText('Booking for').waitFor();
  await pressTime(page, free.column, free.from);
  const [answer] = await Promise.all([
    page.waitForResponse(
      (response) => response.url().endsWith('/api/appointments') && response.status() === 201,
    ),
    page.getByRole('dialog').getByRole('button', { name: 'Book', exact: true }).click(),
  ]);
  const appointment = (await answer.json()) as Appointment;
  await visitOf(page, person.familyName).waitFor();
  const { clinic } = await desk.ask<{ clinic: { timeZone: string } }>('GET', '/auth/me');
  return { person, appointment, free, zone: clinic.timeZone };
};

const minuteNow = async (desk: Desk, { appointment, zone }: Booked): Promise<number> => {
  const now = await desk.ask<Appointment>('GET', `/appointments/${appointment.id}`);
  return wallOf(zone, now.startsAt).minute;
};

const expectAt = async (page: Page, name: string, minute: number): Promise<void> => {
  await expect
    .poll(() => visitOf(page, name).getAttribute('aria-label'), { timeout: 30_000 })
    .toContain(` ${clockOf(minute)} `);
};

journey('refuses a time that was taken meanwhile and books the nearest free one', async ({ desk }) => {
  const [first, second] = [await desk(), await desk()];
  const { page } = first;
  const person = await register(first);
  const other = await register(second);
  await openDay(page, await clinicDate(first, 8), `&patient=${person.id}`);
  const free = await findFreeTime(page, 120);
  await pressTime(page, free.column, free.from + 45);
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Book', exact: true }).waitFor();

  await second.page.goto(page.url().replace(person.id, other.id));
  await second.page.getByText('Booking for').waitFor();
  await pressTime(second.page, free.column, free.from + 45);
  await second.page.getByRole('dialog').getByRole('button', { name: 'Book', exact: true }).click();
  await second.page.getByText('is booked at').waitFor();

  const book = form.getByRole('button', { name: 'Book', exact: true });
  // Where the page has heard of it by itself, it already says so.
  if (await book.isVisible()) await book.click();
  await form.getByRole('alert').waitFor();
  expect(await form.getByRole('alert').textContent()).toMatch(/taken in the meantime| has /);
  await form
    .getByRole('button', { name: /^Book \d\d:\d\d/ })
    .first()
    .click();
  await page.getByText('is booked at').waitFor();
  await visitOf(page, person.familyName).waitFor();
});

journey('moves a visit by hand and takes it back', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const booked = await bookAtFreeTime(reception, 120);
  const { free, person } = booked;
  const pixels = 60 * (await minuteHeight(page));
  const block = await visitOf(page, person.familyName).boundingBox();
  if (!block) throw new Error('The visit is not on screen');
  await page.mouse.move(block.x + block.width / 2, block.y + 4);
  await page.mouse.down();
  for (let part = 1; part <= 8; part += 1) {
    await page.mouse.move(block.x + block.width / 2, block.y + 4 + (pixels * part) / 8);
  }
  await page.getByText(`${clockOf(free.from + 60)} is free`).waitFor();
  await page.mouse.up();
  await page.getByText(/is at .+ min\./).waitFor();
  await expectAt(page, person.familyName, free.from + 60);
  await expect.poll(() => minuteNow(reception, booked), { timeout: 30_000 }).toBe(free.from + 60);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expectAt(page, person.familyName, free.from);
  await expect.poll(() => minuteNow(reception, booked), { timeout: 30_000 }).toBe(free.from);
});

journey('moves a visit by keys, says what is in the way, and takes it back', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const booked = await bookAtFreeTime(reception, 120);
  const { free, person } = booked;
  await visitOf(page, person.familyName).focus();
  await page.keyboard.press('m');
  for (let quarter = 0; quarter < 4; quarter += 1) await page.keyboard.press('ArrowDown');
  await page.getByText(`${clockOf(free.from + 60)} is free`).waitFor();
  await page.keyboard.press('Enter');
  await expectAt(page, person.familyName, free.from + 60);
  await expect.poll(() => minuteNow(reception, booked), { timeout: 30_000 }).toBe(free.from + 60);
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('u');
  await expect.poll(() => minuteNow(reception, booked), { timeout: 30_000 }).toBe(free.from);

  await expectAt(page, person.familyName, free.from);
  await visitOf(page, person.familyName).focus();
  await page.keyboard.press('m');
  const cannot = page.getByText('Cannot drop here');
  for (let quarter = 0; quarter < 96 && !(await cannot.isVisible()); quarter += 1) {
    await page.keyboard.press('ArrowUp');
  }
  await cannot.waitFor();
  await page.keyboard.press('Escape');
  await cannot.waitFor({ state: 'hidden' });
  expect(await minuteNow(reception, booked)).toBe(free.from);
});

journey('makes a visit longer by keys', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const { free, person } = await bookAtFreeTime(reception, 120);
  const block = visitOf(page, person.familyName);
  const before = await block.getAttribute('aria-label');
  await block.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText(`${clockOf(free.from)} is free`).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => block.getAttribute('aria-label'), { timeout: 30_000 }).not.toBe(before);
  await expectAt(page, person.familyName, free.from);
});

journey('shows the week of one practitioner and goes back to the day', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const { person } = await bookAtFreeTime(reception, 60);
  await visitOf(page, person.familyName).focus();
  await page.keyboard.press('7');
  await page.getByRole('grid', { name: /^Week, / }).waitFor();
  await visitOf(page, person.familyName).waitFor();
  expect(await columnsOf(page).count()).toBeGreaterThan(4);
  expect(await spoiltBlocks(page)).toEqual([]);
  await page.getByRole('link', { name: 'Day', exact: true }).click();
  await page.getByRole('grid', { name: /practitioners?$/ }).waitFor();
  await visitOf(page, person.familyName).waitFor();
});

journey('finds the next free time and books it with the keyboard alone', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await openDay(page, await clinicDate(reception, 8), `&patient=${person.id}`);
  await page.getByText('Booking for').waitFor();
  await page.keyboard.press('f');
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Book', exact: true }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('is booked at').waitFor();
});

/** Where the time that is booked and its form stand, when all of the form can be seen between the edges and the keys. */
const isBookedInSight = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const [slot, form, acts, keys] = ['.slot', '.pop', '.pop .acts', '.keys'].map((one) =>
      document.querySelector(one)?.getBoundingClientRect(),
    );
    if (!slot || !form || !acts || !keys) return false;
    const isWhole = form.top >= 0 && acts.bottom <= form.bottom && form.bottom <= keys.top;
    return isWhole && slot.top >= 0 && slot.bottom <= keys.top;
  });

journey('brings the time that is booked into sight, and all of its form', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const date = await clinicDate(reception, 8);
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await openDay(page, date);
    // The last free time of the day, far below what is on screen.
    await page
      .getByRole('gridcell', { name: /, free$/ })
      .last()
      .evaluate((cell) => cell.focus({ preventScroll: true }));
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.keyboard.press('b');
    // The form grows when the names are there.
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    await expect.poll(() => isBookedInSight(page), { timeout: 30_000 }).toBe(true);
  }
});

/** How many pixels of a name can be seen in its block. */
const seenOfName = (block: Locator): Promise<number> =>
  block.evaluate((element) => {
    const name = element.querySelector('.nm')?.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    if (!name || name.top >= own.bottom || name.bottom <= own.top) return 0;
    return Math.min(name.right, own.right) - Math.max(name.left, own.left);
  });

/**
 * The widths of blocks whose mark cannot be seen, or whose name runs under the allergy, ends without dots or is lower than
 * its letters with their feet.
 */
const spoiltBlocks = (page: Page): Promise<string[]> =>
  page.locator('[data-visit]').evaluateAll((blocks) =>
    blocks
      .filter((block) => {
        const own = block.getBoundingClientRect();
        const [mark, name, line, allergy] = ['.mark', '.nm', '.l1', '.al'].map((one) =>
          block.querySelector(one)?.getBoundingClientRect(),
        );
        if (!mark || !name || !line) return true;
        const isMarked = mark.width > 8 && mark.left >= own.left && mark.right <= own.right;
        const isUnder = allergy !== undefined && allergy.width > 0 && name.right > allergy.left;
        const { textOverflow, fontSize } = getComputedStyle(block.querySelector('.nm') ?? block);
        const hasFeet = line.height >= 1.1 * Number.parseFloat(fontSize);
        return !isMarked || isUnder || !hasFeet || name.right > own.right || textOverflow !== 'ellipsis';
      })
      .map((block) => block.getBoundingClientRect().width.toFixed()),
  );

journey('shows mark and name in every lane of a time that is booked several times', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const booked = await bookAtFreeTime(reception, 60);
  const { practitionerId, typeId, startsAt } = booked.appointment;
  const names = [booked.person.familyName];
  for (const reason of ['Cannot wait', 'Came along', 'On the way home']) {
    const { id, familyName } = await register(reception);
    const overbook = { reason };
    const wish = { patientId: id, practitionerId, typeId, startsAt, overbook };
    await reception.ask('POST', '/appointments', wish);
    names.push(familyName);
  }
  for (const width of [1440, 1280, 820]) {
    await page.setViewportSize({ width, height: 900 });
    await page.reload();
    for (const name of names) {
      await visitOf(page, name).scrollIntoViewIfNeeded();
      expect([width, (await seenOfName(visitOf(page, name))) > 16]).toEqual([width, true]);
    }
    expect([width, await spoiltBlocks(page)]).toEqual([width, []]);
  }
  const [, , , last = ''] = names;
  await visitOf(page, last).click();
  await page.getByRole('dialog').getByRole('heading').filter({ hasText: last }).waitFor();
  await page.getByText('On the way home').waitFor();
});
