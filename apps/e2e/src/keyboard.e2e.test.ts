import { inject } from 'vitest';
import { bookToday, register } from './testing/arrange.ts';
import { rowIn } from './testing/board.ts';
import { accountOf } from './testing/desk.ts';
import { journey } from './testing/journey.ts';
import { remember } from './testing/people.ts';

journey('runs the day from the door to done without a pointer', async ({ desk }) => {
  const reception = await desk();
  const person = await register(reception);
  await bookToday(reception, person.id);

  const { page } = await desk({});
  const { email, password } = accountOf(inject('place'), inject('clinic'), 'receptionist');
  await page.goto('/');
  await page.getByLabel('E-mail').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor();

  const visit = (part: Parameters<typeof rowIn>[1]) => rowIn(page, part, person.familyName);
  const isOnFirst = async (): Promise<boolean> =>
    (await page.locator('[data-id]').first().getAttribute('aria-current')) === 'true';
  /** Walks down the board until the cursor stands on the person. */
  const walkTo = async (part: Parameters<typeof rowIn>[1]): Promise<void> => {
    const isThere = async (): Promise<boolean> =>
      (await visit(part).count()) === 1 && (await visit(part).getAttribute('aria-current')) === 'true';
    // However full the day is by now: up to the first row there is.
    for (let row = 0; row < 300 && !(await isOnFirst()); row += 1) await page.keyboard.press('k');
    for (let row = 0; row < 300 && !(await isThere()); row += 1) await page.keyboard.press('j');
    if (!(await isThere())) throw new Error('The cursor never came there');
  };
  // Those due later than the next few are behind a button, which the keyboard reaches as well.
  const all = page.getByRole('button', { name: 'Show all' });
  if (await all.isVisible()) {
    for (let stop = 0; stop < 100; stop += 1) {
      if (await all.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
  }
  await walkTo('Still to come');
  await page.keyboard.press('a');
  await visit('Waiting room').waitFor();
  await walkTo('Waiting room');
  await page.keyboard.press('c');
  await visit('In rooms').waitFor();
  await walkTo('In rooms');
  await page.keyboard.press('d');
  await visit('In rooms').waitFor({ state: 'hidden' });

  await page.keyboard.press('/');
  await page.getByRole('dialog', { name: 'Find a patient' }).waitFor();
  remember(inject('place'), [person.familyName.slice(0, 6)]);
  await page.keyboard.type(person.familyName.slice(0, 6));
  await page
    .getByRole('option', { name: `${person.familyName}, ${person.givenName}`, selected: true })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();
  await page.getByRole('table', { name: 'Visits' }).getByRole('row').filter({ hasText: 'Done' }).waitFor();
});
