import type { Locator, Page } from 'playwright-core';

/** A stretch of free time as the grid names it: `13:00 to 14:10, Dr Helen Okafor, free`. Minutes since midnight. */
export type FreeTime = { column: number; from: number; to: number; practitioner: string };

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const openDay = async (page: Page, date: string, more = ''): Promise<void> => {
  await page.goto(`/calendar?date=${date}${more}`);
  await page.getByRole('grid').waitFor();
};

const cells = (page: Page): Locator => page.getByRole('gridcell', { name: /, free$/ });

/** The free stretches on screen, in their columns; touching quarters of an hour are joined. */
const freeTimes = async (page: Page): Promise<FreeTime[]> => {
  const found = await cells(page).evaluateAll((elements) =>
    elements.map((element) => ({
      column: Number(element.getAttribute('data-column')),
      label: element.getAttribute('aria-label') ?? '',
    })),
  );
  const times = found
    .map(({ column, label }) => {
      const [, from = '', to = '', practitioner = ''] = /^(\S+) to (\S+), (.+), free$/.exec(label) ?? [];
      return { column, from: minuteOf(from), to: minuteOf(to) || 1440, practitioner };
    })
    .toSorted((one, other) => one.column - other.column || one.from - other.from);
  return times.reduce<FreeTime[]>((joined, time) => {
    const last = joined.at(-1);
    if (last?.column !== time.column || last.to !== time.from) return [...joined, time];
    return [...joined.slice(0, -1), { ...last, to: time.to }];
  }, []);
};

/** Behind a visit a buffer may be drawn over the beginning; a booking begins with a quarter of an hour. */
const clearOfBuffers = (time: FreeTime): FreeTime => ({
  ...time,
  from: Math.ceil((time.from + 15) / 15) * 15,
  to: time.to - 15,
});

/** The first stretch of at least so many minutes on screen. */
const longFreeTime = async (page: Page, minutes: number): Promise<FreeTime | undefined> =>
  (await freeTimes(page)).map(clearOfBuffers).find(({ from, to }) => to - from >= minutes);

/** Turns the days over, from the one on screen on, until one has a free stretch that long. */
export const findFreeTime = async (page: Page, minutes: number): Promise<FreeTime> => {
  for (let days = 0; days < 14; days += 1) {
    await page.getByRole('grid').waitFor();
    const time = await longFreeTime(page, minutes);
    if (time) return time;
    const before = await page.getByRole('grid').getAttribute('aria-label');
    await page.getByRole('button', { name: 'The day after' }).click();
    await page.waitForFunction(
      (label) => document.querySelector('[role="grid"]')?.getAttribute('aria-label') !== label,
      before,
    );
  }
  throw new Error(`No ${minutes} minutes in a row are free in two weeks`);
};

/** How many pixels a minute is high. */
export const minuteHeight = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const grid = document.querySelector<HTMLElement>('.grid');
    const ground = document.querySelector('[data-ground]');
    if (!grid || !ground) throw new Error('There is no grid');
    return ground.getBoundingClientRect().height / Number(grid.style.getPropertyValue('--mins'));
  });

/** The columns on screen. */
export const columnsOf = (page: Page): Locator => page.locator('[data-head]');

/** Where a minute of a column is on the page, in pixels. */
export const pointOf = async (
  page: Page,
  column: number,
  minute: number,
): Promise<{ x: number; y: number }> => {
  const cell = page.locator(`[role="gridcell"][data-column="${column}"]`).first();
  await cell.scrollIntoViewIfNeeded();
  return page.evaluate(
    ([index, wanted]) => {
      const stops = [...document.querySelectorAll<HTMLElement>(`.time[data-column="${index}"]`)];
      const stop = stops.findLast((one) => Number(one.dataset['minute']) <= (wanted ?? 0)) ?? stops[0];
      stop?.scrollIntoView({ block: 'center' });
      const ground = document.querySelector(`[data-ground="${index}"]`);
      const grid = document.querySelector<HTMLElement>('.grid');
      if (!stop || !ground || !grid) throw new Error('There is no such column');
      const box = ground.getBoundingClientRect();
      const own = stop.getBoundingClientRect();
      const pixels = box.height / Number(grid.style.getPropertyValue('--mins'));
      return {
        x: box.left + box.width / 2,
        y: own.top + ((wanted ?? 0) - Number(stop.dataset['minute'])) * pixels + 1,
      };
    },
    [column, minute],
  );
};

/** Presses a minute of a column, as a hand does. */
export const pressTime = async (page: Page, column: number, minute: number): Promise<void> => {
  const { x, y } = await pointOf(page, column, minute);
  await page.mouse.click(x, y);
};

/** The block of a visit. */
export const visitOf = (page: Page, name: string): Locator =>
  page.getByRole('gridcell').getByRole('button', { name });
