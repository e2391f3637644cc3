import { randomBytes } from 'node:crypto';
import { ringNames, type KeyRings } from '@clinic/config';
import { expect, it } from 'vitest';
import { canFollow, processName } from '#api/process-name.ts';

const ring = (...ids: string[]) => ({
  activeId: ids[0] ?? '',
  keys: new Map(ids.map((id) => [id, randomBytes(32)])),
});

const rings = (field: string[]): KeyRings => ({
  ...{ fieldKek: ring(...field), indexKek: ring('1'), jwtKey: ring('1'), pepper: ring('1') },
  ...{ loginIndex: ring('1'), auditKey: ring('1'), backupKey: ring('1') },
});

it('names the keys a process can unwrap with by their ids, and follows to those alone', () => {
  const name = processName({ keys: rings(['1', '12']) });
  expect(name).toBe('clinic-api FIELD_KEK=1,12 INDEX_KEK=1');
  expect(['1', '12', '2'].map((id) => canFollow(name, 'FIELD_KEK', id))).toEqual([true, true, false]);
  expect(canFollow(name, 'FIELD_KEK', undefined)).toBe(false);
  expect(canFollow(name, 'INDEX_KEK', '12')).toBe(false);
});

it('follows wherever a file leads', () => {
  const keysFile = { path: '/keys.json', rings: ringNames.filter((name) => name !== 'INDEX_KEK') };
  const name = processName({ keys: rings(['1']), keysFile });
  expect(name).toBe('clinic-api FIELD_KEK=* INDEX_KEK=1');
  expect([canFollow(name, 'FIELD_KEK', undefined), canFollow(name, 'INDEX_KEK', undefined)]).toEqual([
    true,
    false,
  ]);
});

it('says nothing where the database cut the name, or somebody else gave it', () => {
  const cut = processName({ keys: rings(['a-key-of-2025', 'a-key-of-2026', 'a-key-of-2027']) }).slice(0, 63);
  expect(canFollow(cut, 'INDEX_KEK', '2')).toBe(true);
  expect(canFollow('psql', 'FIELD_KEK', '2')).toBe(true);
});
