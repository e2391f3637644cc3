import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRepositories } from './create-repositories.ts';
import { NOW, startRepositories, type TestClinic, type TestRepositories } from './testing.ts';

let test: TestRepositories;
let clinic: TestClinic;

beforeAll(async () => {
  test = await startRepositories();
  clinic = await test.newClinic();
});

afterAll(() => test.close());

const PLACE = { table: 'patients', column: 'notes_enc', rowId: 'a row' };

it('opens with the keys read again what it sealed', async () => {
  const { ciphers } = clinic.repositories;
  const sealed = await clinic.write(async (tx) => (await ciphers.of(tx)).field.seal(PLACE, 'A note'));
  ciphers.forget(clinic.id);
  expect(await clinic.write(async (tx) => (await ciphers.of(tx)).field.open(PLACE, sealed))).toBe('A note');
});

it('gives each clinic keys of its own', async () => {
  const other = await test.newClinic();
  const indexOf = (place: TestClinic) =>
    place.write(async (tx) => {
      const { index } = await place.repositories.ciphers.of(tx);
      return index.of('patients', 'phone_bidx', '+12125550147').toString('hex');
    });
  expect(await indexOf(clinic)).not.toBe(await indexOf(other));
  const sealed = await clinic.write(async (tx) =>
    (await clinic.repositories.ciphers.of(tx)).field.seal(PLACE, 'A note'),
  );
  await expect(
    other.write(async (tx) => (await other.repositories.ciphers.of(tx)).field.open(PLACE, sealed)),
  ).rejects.toThrow();
});

it('keeps keys wrapped: another installation reads nothing with them', async () => {
  const ring = () => ({ activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) });
  const stranger = createRepositories({ field: ring(), index: ring() });
  await expect(
    test.database.inClinic({ clinicId: clinic.id }, (tx) => stranger.ciphers.of(tx)),
  ).rejects.toThrow();
  const rows = await test.asOwner<{ wrapped: Buffer }>(
    'select wrapped from clinic_keys where clinic_id = $1',
    [clinic.id],
  );
  expect(rows).toHaveLength(2);
  for (const { wrapped } of rows) expect(wrapped.length).toBeGreaterThan(32);
});

it('has none for a clinic that was never founded, and gives none twice', async () => {
  const { ciphers } = clinic.repositories;
  await expect(test.database.inClinic({ clinicId: randomUUID() }, (tx) => ciphers.of(tx))).rejects.toThrow(
    'has no keys',
  );
  await expect(clinic.write((tx) => ciphers.create(tx, NOW))).rejects.toMatchObject({ code: 'conflict' });
  expect(() => ciphers.known({ clinicId: randomUUID() } as Parameters<typeof ciphers.known>[0])).toThrow(
    'were not read',
  );
});
