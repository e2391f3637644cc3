import { describe, expect, it } from 'vitest';
import { readMigrations } from './migrate.ts';
import { migrationsFolder } from './testing.ts';

/** The statements of a file, without comments. Function bodies stay whole. */
const statementsOf = (text: string): string[] =>
  text
    .replace(/--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim().replace(/\s+/g, ' ').toLowerCase())
    .filter((statement) => statement !== '');

/** What a migration may not do: the version that still runs would break, a table would be locked, or a shard could not. */
const rules: [string, (statement: string, fresh: ReadonlySet<string>) => boolean][] = [
  ['renames', (statement) => /\brename (column|to|constraint)\b/.test(statement)],
  [
    'drops a column or a table before everybody has stopped using it',
    (statement) => /^drop table|\bdrop column\b/.test(statement),
  ],
  ['changes the type of a column', (statement) => /\balter column \w+ (set data )?type\b/.test(statement)],
  [
    'uses a trigger or a rule',
    (statement) => /^create (or replace )?(constraint )?(trigger|rule)\b/.test(statement),
  ],
  [
    'uses a sequence',
    (statement) => /\b(big|small)?serial\b|generated (always|by default) as identity|nextval/.test(statement),
  ],
  [
    'alters twice in one statement',
    (statement) => /^alter table/.test(statement) && /,\s*(add|drop|alter) /.test(statement),
  ],
  [
    'adds a column with a promise in one statement',
    (statement) => /\badd column\b.*\b(check|references|unique|primary key)\b/.test(statement),
  ],
  [
    'adds a promise to a filled table without letting it be checked later',
    (statement, fresh) => {
      const table = /^alter table (\w+) add constraint\b.*\b(check|foreign key)\b/.exec(statement)?.[1];
      return table !== undefined && !fresh.has(table) && !statement.includes('not valid');
    },
  ],
  [
    'builds an index on a filled table while others wait',
    (statement, fresh) => {
      const table = /^create (?:unique )?index (?:if not exists )?\w+ on (\w+)/.exec(statement)?.[1];
      return table !== undefined && !fresh.has(table) && !statement.includes('concurrently');
    },
  ],
  ['reads the context as a sub-select', (statement) => /select current_setting/.test(statement)],
];

const problemsIn = (text: string): string[] => {
  const statements = statementsOf(text);
  const fresh = new Set(
    statements.flatMap((statement) => /^create table (?:if not exists )?([\w.]+)/.exec(statement)?.[1] ?? []),
  );
  return rules.flatMap(([name, breaks]) =>
    statements
      .filter((statement) => breaks(statement, fresh))
      .map((statement) => `${name}: ${statement.slice(0, 80)}`),
  );
};

const files = await readMigrations(migrationsFolder);

describe('a migration', () => {
  it.each(files.map((file) => [file.name, file] as const))(
    '%s lets the version before it run on',
    (_name, file) => {
      expect(problemsIn(file.text)).toEqual([]);
    },
  );

  it.each(files.map((file) => [file.name, file] as const))(
    '%s says in a file of its own what runs outside of a transaction',
    (_name, file) => {
      const isConcurrent = /\bconcurrently\b/i.test(file.text.replace(/--.*$/gm, ''));
      expect(file.isTransactional).toBe(!isConcurrent);
      if (!file.isTransactional) expect(statementsOf(file.text)).toHaveLength(1);
    },
  );

  it.each([
    ['alter table patients rename column phone to phone_enc;', 'renames'],
    ['alter table patients drop column phone;', 'drops a column'],
    ['drop table patients;', 'drops a column'],
    ['alter table patients alter column version type bigint;', 'changes the type'],
    [
      'create trigger watching after insert on patients for each row execute function watch();',
      'uses a trigger',
    ],
    ['create table things (id bigserial);', 'uses a sequence'],
    ['alter table patients add column a text, add column b text;', 'alters twice'],
    ['alter table patients add column age integer check (age > 0);', 'adds a column with a promise'],
    ['alter table patients add constraint patients_old check (version > 0);', 'adds a promise'],
    ['create index patients_by_version on patients (clinic_id, version);', 'builds an index'],
    [
      "create policy p on patients using (clinic_id = (select current_setting('app.clinic_id')::uuid));",
      'reads the context',
    ],
  ])('is refused for %s', (text, problem) => {
    expect(problemsIn(text).join()).toContain(problem);
  });
});
