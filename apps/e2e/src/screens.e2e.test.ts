import type { Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bookToday, clinicDate, register, step, type Patient } from './testing/arrange.ts';
import { openBoard, openHome, rowIn } from './testing/board.ts';
import { findFreeTime, openDay, pressTime, visitOf } from './testing/calendar.ts';
import type { Desk } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { newPerson, remember, wordsOf } from './testing/people.ts';
import { accessibilityProblems, sideways } from './testing/screen-check.ts';

const widths = [1440, 1280, 820, 390, 320];

type Screen = { name: string; open: (page: Page) => Promise<void> };

/** Every screen a receptionist meets, and how one comes there. */
const screensOf = async (desk: Desk): Promise<Screen[]> => {
  const person = await register(desk);
  const twin = await register(desk, { familyName: person.familyName, birthDate: person.birthDate });
  await bookToday(desk, person.id);
  const today = await clinicDate(desk);
  const soon = await clinicDate(desk, 8);
  const openFind = async (page: Page, text: string): Promise<void> => {
    await openHome(page);
    await page.getByRole('button', { name: /Find a patient/ }).click();
    await page.getByRole('combobox').fill(text);
  };
  return [
    { name: 'board', open: openBoard },
    {
      name: 'board, one state',
      open: async (page) => {
        await page.goto('/?state=done');
        await page.getByRole('heading', { name: 'Done', exact: true }).waitFor();
      },
    },
    {
      name: 'search, found',
      open: async (page) => {
        await openFind(page, person.familyName);
        await page.getByRole('option').filter({ hasText: 'name has' }).first().waitFor();
      },
    },
    {
      name: 'search, nobody',
      open: async (page) => {
        await openFind(page, 'xqzvwk jjjq');
        await page.getByText('Nobody matches').waitFor();
      },
    },
    {
      name: 'keys',
      open: async (page) => {
        await openHome(page);
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keys on this screen' }).waitFor();
      },
    },
    {
      name: 'account',
      open: async (page) => {
        await openHome(page);
        await page.getByRole('button', { name: /Account$/ }).click();
        await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
      },
    },
    { name: 'calendar, day', open: (page) => openDay(page, today) },
    {
      name: 'calendar, week',
      open: async (page) => {
        await page.goto(`/calendar?view=week&date=${today}`);
        await page.getByRole('grid').waitFor();
      },
    },
    {
      name: 'calendar, visit',
      open: async (page) => {
        await page.setViewportSize({ width: 1440, height: 900 });
        await openDay(page, today);
        await visitOf(page, person.familyName).click();
        await page.getByRole('link', { name: 'Open file' }).waitFor();
      },
    },
    {
      name: 'calendar, booking',
      open: async (page) => {
        await page.setViewportSize({ width: 1440, height: 900 });
        await openDay(page, soon, `&patient=${twin.id}`);
        const free = await findFreeTime(page, 45);
        await pressTime(page, free.column, free.from);
        await page.getByRole('dialog').getByRole('button', { name: 'Book' }).waitFor();
      },
    },
    {
      name: 'patients',
      open: async (page) => {
        await page.goto('/patients');
        await page.getByRole('table').waitFor();
      },
    },
    {
      name: 'patient, put away list',
      open: async (page) => {
        await page.goto('/patients/put-away');
        await page.getByRole('heading', { level: 1 }).waitFor();
      },
    },
    {
      name: 'patient, editing',
      open: async (page) => {
        await page.goto(`/patients/${twin.id}/edit`);
        await page.getByRole('button', { name: 'Save' }).waitFor();
      },
    },
    {
      name: 'patient, edited twice at once',
      open: async (page) => {
        await page.goto(`/patients/${twin.id}/edit`);
        await page.getByLabel('City').fill(newPerson().familyName);
        const { version } = await desk.ask<Patient>('GET', `/patients/${twin.id}`);
        const theirs = { address: { city: newPerson().familyName } };
        await desk.ask('PATCH', `/patients/${twin.id}`, theirs, { 'if-match': `"${version}"` });
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Save these' }).waitFor();
      },
    },
    {
      name: 'patient',
      open: async (page) => {
        await page.goto(`/patients/${person.id}`);
        await page.getByRole('table', { name: 'Visits' }).waitFor();
      },
    },
    {
      name: 'registration',
      open: async (page) => {
        await page.goto('/patients/new');
        await page.getByLabel('Family name').fill(person.familyName);
        await page.getByLabel('Given name').fill(person.givenName);
        await page.getByLabel('Birth date').fill(person.birthDate);
        await page.getByRole('complementary', { name: 'People who look like this' }).waitFor();
      },
    },
    {
      name: 'nothing there',
      open: async (page) => {
        await page.goto('/no/such/place');
        await page.getByText('There is nothing at this address').waitFor();
      },
    },
  ];
};

/** Everything wrong with a screen at every width, a line each. */
const check = async (page: Page, { name, open }: Screen): Promise<string[]> => {
  const problems: string[] = [];
  await page.setViewportSize({ width: 1440, height: 900 });
  try {
    await open(page);
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    // What follows the width has been drawn by the second frame after it.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const scrolls = await sideways(page);
    if (scrolls !== undefined) problems.push(`${name}, ${width}: ${scrolls}`);
    if (width !== 1440 && width !== 390) continue;
    problems.push(...(await accessibilityProblems(page)).map((line) => `${name}, ${width}: ${line}`));
  }
  return problems;
};

journey.for(['light', 'dark'] as const)(
  'every screen of the desk is whole and usable by everyone, %s',
  { timeout: 900_000 },
  async (colorScheme, { desk }) => {
    const reception = await desk({ role: 'receptionist', colorScheme, reducedMotion: 'reduce' });
    const problems: string[] = [];
    for (const screen of await screensOf(reception)) problems.push(...(await check(reception.page, screen)));
    expect(problems).toEqual([]);
  },
);

journey.for(['light', 'dark'] as const)(
  'the door, the lock and the import are whole and usable by everyone, %s',
  async (colorScheme, { desk }) => {
    const stranger = await desk({ colorScheme, reducedMotion: 'reduce' });
    const admin = await desk({ role: 'admin', colorScheme, reducedMotion: 'reduce' });
    const locked = await desk({ role: 'receptionist', colorScheme, reducedMotion: 'reduce' });
    const problems = [
      ...(await check(locked.page, {
        name: 'lock',
        open: async (page) => {
          await openHome(page);
          await page.keyboard.press('g');
          await page.keyboard.press('l');
          await page.getByRole('dialog', { name: 'Locked' }).waitFor();
        },
      })),
      ...(await check(stranger.page, {
        name: 'door',
        open: async (page) => {
          await page.goto('/');
          await page.getByLabel('E-mail').waitFor();
        },
      })),
      ...(await check(stranger.page, {
        name: 'door, refused',
        open: async (page) => {
          await page.goto('/');
          await page.getByRole('button', { name: 'Sign in' }).click();
          await page.getByText('E-mail and password are both needed.').waitFor();
        },
      })),
      ...(await check(admin.page, {
        name: 'import',
        open: async (page) => {
          await page.goto('/imports');
          await page.getByRole('heading', { level: 1 }).waitFor();
        },
      })),
    ];
    expect(problems).toEqual([]);
  },
);

/** Whether all of a text can be seen. */
const isWhole = (text: Locator): Promise<boolean> =>
  text.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth);

/** Whether the word of a chip stands in it, whole, or is gone, whole. */
const wordOf = (chip: Locator): Promise<'whole' | 'gone' | 'cut'> =>
  chip.evaluate((element) => {
    const own = element.getBoundingClientRect();
    const word = element.lastElementChild?.getBoundingClientRect();
    if (!word || word.top >= own.bottom) return 'gone';
    return word.right <= own.right + 1 ? 'whole' : 'cut';
  });

journey('on a laptop a name has its room before what stands beside it', async ({ desk }) => {
  const reception = await desk({ role: 'receptionist', viewport: { width: 1280, height: 720 } });
  const { page } = reception;
  const long = newPerson();
  const people = [
    newPerson(),
    { ...long, givenName: `${long.givenName}${newPerson().familyName}${newPerson().familyName}` },
  ];
  for (const person of people) {
    remember(inject('place'), wordsOf(person));
    const { id } = await reception.ask<Patient>('POST', '/patients', { ...person, language: 'pt' });
    await step(reception, await bookToday(reception, id), 'arrived');
  }
  await openBoard(page);
  for (const { familyName } of people) {
    const row = rowIn(page, 'Waiting room', familyName);
    const chip = row.getByTitle('Portuguese');
    const word = await wordOf(chip);
    expect([await isWhole(row.locator('.nm')), word]).toBeOneOf([
      [true, 'whole'],
      [true, 'gone'],
      [false, 'gone'],
    ]);
    // What is not seen of it is still read aloud.
    expect(await chip.textContent()).toBe('Portuguese');
  }
  for (const practitioner of await page.locator('.row .with').all()) {
    const name = await practitioner.textContent();
    expect([name, await isWhole(practitioner)]).toEqual([name, true]);
  }
});

journey('names of any length and direction stay in their row', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6).slice(0, 200);
  const people = [
    await register(reception, { familyName: 'الزهراوي', givenName: 'عبد الرحمن' }),
    await register(reception, { familyName: long, givenName: long }),
    await register(reception, {
      familyName: long.replaceAll('e', 'e ').slice(0, 199),
      givenName: 'Ω'.repeat(200),
    }),
  ];
  for (const { id } of people) await step(reception, await bookToday(reception, id), 'arrived');
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await openBoard(page);
    expect([width, await sideways(page)]).toEqual([width, undefined]);
    for (const { familyName } of people) {
      const row = rowIn(page, 'Waiting room', familyName.trim()).first();
      const box = await row.boundingBox();
      const button = await row.getByRole('button', { name: 'Call in' }).boundingBox();
      // On a phone a name is written whole, in as many lines as it needs.
      if (width >= 820) expect(box?.height).toBeLessThan(120);
      expect((button?.x ?? 0) + (button?.width ?? width)).toBeLessThanOrEqual(width);
    }
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await openDay(page, await clinicDate(reception, 8), `&patient=${people[1]?.id ?? ''}`);
    await page.getByText('Booking for').waitFor();
    expect([width, await sideways(page)]).toEqual([width, undefined]);
  }
  await page.goto(`/patients/${people[1]?.id ?? ''}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await sideways(page)).toBeUndefined();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toBeUndefined();
});
