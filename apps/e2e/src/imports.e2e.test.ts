import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { register } from './testing/arrange.ts';
import { journey } from './testing/journey.ts';
import { newPerson, remember, wordsOf, type Person } from './testing/people.ts';

const csv = (people: readonly Person[]): string =>
  [
    'Last name,First name,Date of birth,Phone,E-mail,Shoe size',
    ...people.map((one) =>
      [one.familyName, one.givenName, one.birthDate, one.phone, one.email, '41'].join(','),
    ),
    ',,,,,',
    '',
  ].join('\r\n');

const choose = (page: Page, text: string): Promise<void> =>
  page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });

/** How many records a table says become of one kind. */
const countOf = (page: Page, what: string): Promise<string | undefined> =>
  page
    .getByRole('table', { name: 'Records by what becomes of them' })
    .getByRole('row')
    .filter({ hasText: what })
    .getByRole('cell')
    .filter({ hasText: /^\d+$/ })
    .first()
    .textContent()
    .then((text) => text ?? undefined);

const findByName = async (page: Page, name: string, isThere: boolean): Promise<void> => {
  await page.goto('/patients');
  await page.getByRole('searchbox').fill(name);
  if (isThere) await page.getByRole('link').filter({ hasText: name }).first().waitFor();
  else await page.getByText('Nobody matches').waitFor();
};

journey('previews a table, imports it, reports each row and takes it back', async ({ desk }) => {
  const reception = await desk();
  const known = await register(reception);
  const people = [newPerson(), newPerson({ familyName: "O'Quill-李" }), newPerson()];
  for (const person of people) remember(inject('place'), wordsOf(person));
  const [first] = people;
  if (!first) throw new Error('Nobody to import');

  const { page } = await desk({ role: 'admin' });
  await page.goto('/imports');
  await page.getByRole('heading', { name: 'Import', exact: true }).waitFor();
  await choose(page, csv([...people, known]));
  await page.getByRole('heading', { name: 'What would happen' }).waitFor();
  await expect.poll(() => countOf(page, 'New'), { timeout: 60_000 }).toBe('3');
  await page.getByText('Nothing has been changed yet.').waitFor();
  await page.getByText('Shoe size').waitFor();
  const rows = page.getByRole('table', { name: 'The first rows' }).getByRole('row');
  await rows.filter({ hasText: 'New' }).first().waitFor();
  expect(await rows.filter({ hasText: 'New' }).count()).toBe(3);
  expect(await rows.filter({ hasText: /Already here|To look at/ }).count()).toBe(1);

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: /^Import of / }).waitFor();
  await page.getByRole('button', { name: 'Undo the import' }).waitFor();
  const report = page.url();
  await expect.poll(() => countOf(page, 'New')).toBe('3');
  await page.getByRole('link', { name: 'Open the patient of record 1' }).click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: first.familyName }).waitFor();
  await findByName(reception.page, first.familyName, true);

  await page.goto(report);
  await page.getByRole('button', { name: 'Undo the import' }).click();
  const question = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await question.getByRole('button', { name: 'Undo the import' }).click();
  await page.getByText(/The import is undone: \d+ records were taken back\./).waitFor();
  await findByName(reception.page, first.familyName, false);
  await findByName(reception.page, known.familyName, true);

  await page.goto('/imports');
  await page
    .getByRole('table', { name: 'Earlier imports' })
    .getByRole('row')
    .filter({ hasText: 'Undone' })
    .first()
    .waitFor();
});

journey('refuses a file that is no table of people, and changes nothing', async ({ desk }) => {
  const { page } = await desk({ role: 'admin' });
  await page.goto('/imports');
  await page.getByRole('heading', { name: 'Import', exact: true }).waitFor();
  await page.locator('input[type="file"]').setInputFiles({
    name: 'patients.xlsx',
    mimeType: 'application/zip',
    buffer: Buffer.from('PK\u0003\u0004'),
  });
  await page.getByText('This is a spreadsheet. Save it as CSV there').waitFor();
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
  await page.getByText('This file is empty.').waitFor();
});
