import { expect, inject } from 'vitest';
import { register, type Patient } from './testing/arrange.ts';
import { journey } from './testing/journey.ts';
import { newPerson, remember } from './testing/people.ts';

journey('edits a file while another desk does, and keeps what both wanted', async ({ desk }) => {
  const [first, second] = [await desk(), await desk()];
  const person = await register(first);
  const { phone, email } = newPerson();
  const street = `8 ${newPerson().familyName} Steps`;
  remember(inject('place'), [phone, email, street]);
  for (const { page } of [first, second]) {
    await page.goto(`/patients/${person.id}`);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Save' }).waitFor();
  }

  await second.page.getByLabel('Phone', { exact: true }).fill('+44 7700 900998');
  await second.page.getByLabel('E-mail').fill(email);
  await second.page.getByRole('button', { name: 'Save' }).click();
  await second.page.getByText(`${person.familyName}, ${person.givenName} is saved.`).waitFor();

  const { page } = first;
  await page.getByLabel('Phone', { exact: true }).fill(phone);
  await page.getByLabel('Street').fill(street);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('radiogroup', { name: 'Phone' }).getByRole('radio', { name: /^Mine/ }).waitFor();
  await page.getByRole('button', { name: 'Save these' }).click();
  await page.getByRole('region', { name: 'Patient' }).waitFor();

  const now = await first.ask<Patient & Record<'phone' | 'email', string> & { address: { line: string } }>(
    'GET',
    `/patients/${person.id}`,
  );
  expect([now.phone, now.email, now.address.line]).toEqual([phone, email, street]);
});

journey('puts a file away, finds it among those put away, and brings it back', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  await page.goto(`/patients/${person.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Put this file away' }).click();
  await page.getByText('is put away.').waitFor();
  await page.getByText('searches do not find it').waitFor();

  await page.goto('/patients');
  await page.getByRole('searchbox').fill(person.familyName);
  await page.getByText('Nobody matches').waitFor();
  await page.getByRole('link', { name: 'Put away' }).click();
  await page
    .getByRole('link')
    .filter({ hasText: `${person.familyName}, ${person.givenName}` })
    .click();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await page.getByText('is back.').waitFor();

  await page.goto('/patients');
  await page.getByRole('searchbox').fill(person.familyName);
  await page.getByRole('link').filter({ hasText: person.familyName }).first().waitFor();
});
