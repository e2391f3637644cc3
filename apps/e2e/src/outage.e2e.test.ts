import { expect, inject } from 'vitest';
import type { Page } from 'playwright-core';
import { bookToday, register } from './testing/arrange.ts';
import { openBoard, rowIn } from './testing/board.ts';
import type { Desk } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { isAlive, pidsOf, until } from './testing/system.ts';

/** Keeps the API from coming back until the work is done: each one that is started is killed as well. */
const withoutApi = async (work: () => Promise<void>): Promise<void> => {
  const state = { isOver: false };
  const killing = until(() => {
    const { api } = pidsOf(inject('place'));
    if (!state.isOver && api !== null && isAlive(api)) process.kill(api, 'SIGKILL');
    return state.isOver;
  }, 120_000);
  try {
    await work();
  } finally {
    state.isOver = true;
    await killing;
  }
};

/** The server was gone on purpose: what the browser said about that is no trouble. */
const forgiveOutage = (desk: Desk): void => {
  const rest = desk.troubles.filter((text) => !/^50\d |^console: Failed to load resource/.test(text));
  desk.troubles.splice(0, desk.troubles.length, ...rest);
};

const offlineNote = (page: Page) => page.getByText(/There is no line to the server\. What you see is from/);

journey('says that the server is gone, keeps showing the day, and recovers by itself', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await bookToday(reception, person.id);
  await openBoard(page);
  const due = rowIn(page, 'Still to come', person.familyName);
  await due.waitFor();

  await withoutApi(async () => {
    await page.keyboard.press('r');
    await offlineNote(page).waitFor();
    await page.getByText('Offline since').waitFor();
    expect(await due.isVisible()).toBe(true);

    // A change is refused at its row, which stays as it is.
    await due.getByRole('button', { name: 'Arrived' }).click();
    await due.getByText('There is no line to the server, so it was not set to').waitFor();
    expect(await page.getByText('has arrived.').count()).toBe(0);

    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('anybody');
    await page.getByText('Offline: nobody can be searched until the server is back.').waitFor();
    await page.keyboard.press('Escape');
  });

  await offlineNote(page).waitFor({ state: 'hidden', timeout: 120_000 });
  await page.getByText('All sent').waitFor();
  await due.getByRole('button', { name: 'Arrived' }).click();
  await rowIn(page, 'Waiting room', person.familyName).waitFor();
  forgiveOutage(reception);
});

journey('keeps what was typed when the server is gone, and registers it afterwards', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  const name = `${person.familyName}x`;
  await page.goto('/patients/new');
  await page.getByLabel('Family name').fill(name);
  await page.getByLabel('Phone').fill('+44 7700 900123');
  const register_ = page.getByRole('button', { name: 'Register', exact: true });
  await withoutApi(async () => {
    await register_.click();
    await page.getByText('nothing was registered. What you typed stays here.').waitFor();
  });
  expect(await page.getByLabel('Family name').inputValue()).toBe(name);
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${inject('place').apiPort}/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      {
        timeout: 120_000,
      },
    )
    .toBe(true);
  await register_.click();
  const anyway = page.getByRole('button', { name: /^(Someone else|None of them), register$/ });
  const heading = page.getByRole('heading', { level: 1 }).filter({ hasText: name });
  await anyway.or(heading).waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await heading.waitFor();
  forgiveOutage(reception);
});

journey('is served while the API is gone, and says so to who comes then', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  await withoutApi(async () => {
    await page.goto('/');
    await page.getByText('The server cannot be reached just now.').waitFor();
    expect((await fetch(`http://127.0.0.1:${inject('place').portalPort}/healthz`)).status).toBe(200);
  });
  await expect
    .poll(
      async () => {
        const again = page.getByRole('button', { name: 'Try again' });
        if (await again.isVisible()) await again.click();
        return page.getByRole('heading', { name: 'Waiting room' }).isVisible();
      },
      { timeout: 120_000, interval: 2_000 },
    )
    .toBe(true);
  forgiveOutage(reception);
});
