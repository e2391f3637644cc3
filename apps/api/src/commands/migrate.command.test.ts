import { createTestDatabase, migrationsFolder, type TestDatabase } from '@clinic/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainMigrate, migrateCommand } from './migrate.command.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.close());

const explain = (words: string[]) => {
  const [output, notices]: [string[], string[]] = [[], []];
  const code = explainMigrate(words, {
    write: (line) => output.push(line),
    notice: (line) => notices.push(line),
  });
  return { code, output: output.join(), notices: notices.join() };
};

const run = async (...words: string[]): Promise<string[]> => {
  const output: string[] = [];
  const command = {
    ...{ migrationDatabaseUrl: test.adminUrl, databaseCa: undefined, rolePasswords: {} },
    ...{ folder: migrationsFolder, write: (line: string) => void output.push(line) },
  };
  await migrateCommand(command, words);
  return output;
};

describe('the command that migrates', () => {
  it.each([[['stauts']], [['status', 'now']], [['down']], [['--dry-run']]])(
    'does not understand %j, and says what it does',
    (words) => {
      const { code, output, notices } = explain(words);
      expect([code, output]).toEqual([2, '']);
      expect(notices).toContain('npm run migrate -- [status] [--json]');
    },
  );

  it('explains itself when asked, and has nothing to explain otherwise', () => {
    const { code, output, notices } = explain(['--help']);
    expect([code, notices]).toEqual([0, '']);
    expect(output).toContain('npm run migrate -- [status] [--json]');
    for (const words of [[], ['status'], ['status', '--json']]) expect(explain(words).code).toBeUndefined();
  });

  it('says what it did, for people and as a last line for machines', async () => {
    expect(await run()).toEqual(['the schema is up to date']);
    expect(JSON.parse((await run('--json')).at(-1) ?? '')).toEqual({ applied: [] });
    const shown = await run('status', '--json');
    const { status } = JSON.parse(shown.at(-1) ?? '') as { status: { number: number; name: string }[] };
    expect(status[0]).toMatchObject({ number: 1, name: '0001_clinics.sql' });
    expect(shown).toHaveLength(status.length + 1);
  });
});
