import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { rememberedWords } from './testing/people.ts';

/** Log lines with no ids and instants, in which every digit may turn up. */
const wordsOfLogs = (): string => {
  const folder = join(inject('place').dataDir, 'logs');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
    .toLowerCase();
};

it('finds no word of any patient in what the run has logged', () => {
  const logs = wordsOfLogs();
  expect(logs).toContain('"event":"request"');
  const words = rememberedWords(inject('place')).filter((word) => word.length >= 4);
  expect(words.length).toBeGreaterThan(50);
  expect(words.filter((word) => logs.includes(word.toLowerCase()))).toEqual([]);
});
