import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { register } from './testing/arrange.ts';
import { openHome } from './testing/board.ts';
import { journey } from './testing/journey.ts';
import { remember } from './testing/people.ts';

/** Everything the browser keeps of this place between two visits. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const stores = [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((opened, failed) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => opened(request.result);
        request.onerror = () => failed(new Error(name));
      });
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAll();
        await new Promise((done) => (request.onsuccess = done));
        stores.push(JSON.stringify(request.result));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        stores.push(request.url, (await (await cache.match(request))?.text()) ?? '');
      }
    }
    return [...stores, JSON.stringify(history.state), document.title, location.href].join('\n');
  });

journey('keeps what is typed and who is found out of addresses, console and storage', async ({ desk }) => {
  const reception = await desk();
  const { page } = reception;
  const person = await register(reception);
  const words = [person.familyName, person.givenName, person.phone.slice(-7), person.birthDate, person.email];
  const never = `zq${person.familyName.toLowerCase()}qz`;
  remember(inject('place'), [...words, never]);
  await openHome(page);
  for (const word of words) {
    await page.keyboard.press('/');
    await page.getByRole('combobox').pressSequentially(word);
    await page.getByRole('option').filter({ hasText: person.familyName }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill(never);
  await page.getByText('Nobody matches').waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Birth date').waitFor();
  await page.goto('/patients');
  await page.getByRole('searchbox').fill(person.familyName);
  await page.getByRole('link').filter({ hasText: person.familyName }).first().click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.familyName }).waitFor();

  const left = [...reception.addresses, ...reception.said, await kept(page)].join('\n').toLowerCase();
  for (const word of [...words, never]) {
    const forms = [word, encodeURIComponent(word), encodeURIComponent(encodeURIComponent(word))];
    expect([word, forms.filter((form) => left.includes(form.toLowerCase()))]).toEqual([word, []]);
  }
});
