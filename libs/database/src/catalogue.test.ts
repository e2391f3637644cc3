import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.close());

// What is not as every other table is, each with its reason in the migration that made it.
const WITHOUT_CLINIC_FIRST = ['staff_login', 'staff_login_pkey'];
const OWN_POLICIES: Record<string, string> = {
  staff_login:
    "((email_bidx = decode(current_setting('app.login_bidx'::text, true), 'hex'::text)) OR (clinic_id = (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::uuid))",
};
const APPEND_ONLY = ['change_feed'];
// The end of each audit chain moves with it; that it was moved by us is proven by a key that is not in the database.
const MOVED = ['audit_heads'];

const OF_CLINIC = "(clinic_id = (current_setting('app.clinic_id'::text))::uuid)";

/** The tables that hold what belongs to clinics. */
const TABLES = `
  select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p')`;

/** Statements that each name who breaks one rule; none is how it must be. */
const rules: Record<string, string> = {
  'every table says whose it is': `
    select t.relname as offender from (${TABLES}) t where not exists (
      select 1 from pg_attribute a where a.attrelid = t.oid and a.attname = 'clinic_id' and a.attnotnull
        and a.atttypid = 'uuid'::regtype)`,
  'every table has a primary key': `
    select t.relname as offender from (${TABLES}) t where not exists (
      select 1 from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')`,
  'every key, unique or exclusive promise and reference leads with the clinic': `
    select k.conname as offender from pg_constraint k join (${TABLES}) t on t.oid = k.conrelid
    where k.contype in ('p', 'u', 'x', 'f') and (
      (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) is distinct from 'clinic_id'
      or k.contype = 'f' and
        (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) is distinct from 'clinic_id')`,
  'every index leads with the clinic': `
    select i.indexrelid::regclass::text as offender from pg_index i join (${TABLES}) t on t.oid = i.indrelid
    where (select attname from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]) is distinct from 'clinic_id'`,
  'every index can be used': `
    select indexrelid::regclass::text as offender from pg_index where not indisvalid`,
  'every table is walled, for its owner too': `
    select c.relname as offender from pg_class c join (${TABLES}) t on t.oid = c.oid
    where not (c.relrowsecurity and c.relforcerowsecurity)`,
  'every table has one policy, for everything and everybody': `
    select t.relname as offender from (${TABLES}) t left join pg_policy p on p.polrelid = t.oid
    group by t.relname
    having count(p.oid) <> 1 or not bool_and(p.polcmd = '*' and p.polpermissive and p.polroles = array[0::oid])`,
  'nothing happens behind a statement: no trigger': `
    select tgname as offender from pg_trigger where not tgisinternal`,
  'nothing happens behind a statement: no rule and no view': `
    select c.relname as offender from pg_rewrite r join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'ops')`,
  'no number comes from a sequence': `
    select c.relname as offender from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and n.nspname in ('public', 'ops')
    union select t.relname from pg_attribute a join (${TABLES}) t on t.oid = a.attrelid where a.attidentity <> ''`,
  'no time and no id comes from a default': `
    select t.relname || '.' || a.attname as offender
    from pg_attrdef d join (${TABLES}) t on t.oid = d.adrelid
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where a.attgenerated = '' and pg_get_expr(d.adbin, d.adrelid) ~ '\\('`,
  'instants have a zone, and text is text': `
    select t.relname || '.' || a.attname as offender from pg_attribute a join (${TABLES}) t on t.oid = a.attrelid
    where a.attnum > 0 and not a.attisdropped and a.atttypid in
      ('timestamp'::regtype, 'timetz'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'json'::regtype, 'money'::regtype)`,
  'sealed columns hold bytes': `
    select t.relname || '.' || a.attname as offender from pg_attribute a join (${TABLES}) t on t.oid = a.attrelid
    where a.attname ~ '_(enc|bidx)$' and a.atttypid <> 'bytea'::regtype`,
  'the owner of the schema owns every table': `
    select c.relname as offender from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'ops') and c.relkind in ('r', 'p') and c.relowner <> 'clinic_owner'::regrole`,
  'the application owns nothing': `
    select c.relname as offender from pg_class c where c.relowner = 'clinic_app'::regrole
    union all select nspname from pg_namespace where nspowner = 'clinic_app'::regrole
    union all select proname from pg_proc where proowner = 'clinic_app'::regrole
    union all select datname from pg_database where datdba = 'clinic_app'::regrole`,
  'the application has no power beyond its grants': `
    select rolname as offender from pg_roles
    where rolname = 'clinic_app' and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)
    union all select roleid::regrole::text from pg_auth_members where member = 'clinic_app'::regrole
    union all select nspname from pg_namespace
      where nspname in ('public', 'ops') and has_schema_privilege('clinic_app', oid, 'create')`,
  'the application can neither empty a table nor hang things on it': `
    select t.relname as offender from (${TABLES}) t
    where has_table_privilege('clinic_app', t.oid, 'truncate, references, trigger')`,
  'everybody else may do nothing': `
    select t.relname as offender from (${TABLES}) t join pg_class c on c.oid = t.oid,
      aclexplode(c.relacl) grants where grants.grantee not in ('clinic_owner'::regrole, 'clinic_app'::regrole)`,
  'functions that see every clinic say where they look and are not for everybody': `
    select p.proname as offender from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'ops') and p.prosecdef
      and (p.proconfig is null or not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=pg_catalog%')
        or exists (select 1 from aclexplode(p.proacl) g where g.grantee = 0))`,
};

const offenders = async (rule: string): Promise<string[]> => {
  const rows = await test.asOwner<{ offender: string }>(`select offender from (${rule}) r order by offender`);
  return rows.map((row) => row.offender).filter((name) => !WITHOUT_CLINIC_FIRST.includes(name));
};

type Policy = { table: string; using: string; check: string };

const policies = (): Promise<Policy[]> =>
  test.asOwner<Policy>(`
    select t.relname as table, pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check
    from pg_policy p join (${TABLES}) t on t.oid = p.polrelid`);

type Grants = { table: string; privileges: string[] };

const grants = (): Promise<Grants[]> =>
  test.asOwner<Grants>(`
    select t.relname as table, array_agg(g.privilege_type order by g.privilege_type)::text[] as privileges
    from (${TABLES}) t join pg_class c on c.oid = t.oid, aclexplode(c.relacl) g
    where g.grantee = 'clinic_app'::regrole group by t.relname`);

describe('the schema', () => {
  it.each(Object.entries(rules))('keeps the rule: %s', async (_name, rule) => {
    expect(await offenders(rule)).toEqual([]);
  });

  it('compares the clinic in every policy, plainly: a sub-select could not be sharded', async () => {
    const known = await policies();
    expect(known.length).toBeGreaterThan(15);
    for (const { table, using, check } of known) {
      expect(using, table).toBe(OWN_POLICIES[table] ?? OF_CLINIC);
      const ownCheck = "(clinic_id = (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::uuid)";
      expect(check, table).toBe(table in OWN_POLICIES ? ownCheck : OF_CLINIC);
    }
  });

  it('lets the application add to the audit log and the feed, and never change or remove', async () => {
    const known = await grants();
    const appendOnly = known.filter(
      ({ table }) => (table.startsWith('audit_') && !MOVED.includes(table)) || APPEND_ONLY.includes(table),
    );
    expect(appendOnly.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['audit_events', 'audit_seals', 'audit_daily_seals', 'change_feed']),
    );
    for (const { table, privileges } of appendOnly) expect(privileges, table).toEqual(['INSERT', 'SELECT']);
    const columns = await test.asOwner(
      'select attname from pg_attribute where attacl is not null and attrelid > 16383',
    );
    expect(columns).toEqual([]);
  });

  it('has no function but those that list and find clinics, and the ids of keys they need', async () => {
    const functions = await test.asOwner<{ name: string }>(`
      select n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'ops')
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`);
    expect(functions.map(({ name }) => name)).toEqual([
      'ops.clinic_ids',
      'ops.find_clinic',
      'ops.needed_keys',
      'ops.unsealed_clinics',
    ]);
  });

  it('keeps nothing of a patient beside the clinics', async () => {
    const tables = await test.asOwner<{ name: string }>(`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'ops' and c.relkind = 'r' order by 1`);
    expect(tables.map(({ name }) => name)).toEqual([
      'job_runs',
      'key_changes',
      'migrations',
      'throttle_buckets',
    ]);
  });

  it('sees what is planted against its rules', async () => {
    await test.asOwner(`
      create table open_house (id serial, name varchar(10), at timestamp default now(), note_enc text);
      create index open_house_by_name on open_house (name);
      grant all on open_house to clinic_app; grant select on open_house to public;
      create table half_open (clinic_id uuid not null, id uuid not null, unique (id),
        constraint half_open_pkey primary key (id, clinic_id));
      create table leaning (clinic_id uuid not null, patient_clinic_id uuid, patient_id uuid,
        constraint leaning_pkey primary key (clinic_id),
        constraint leaning_patient_fkey foreign key (patient_clinic_id, patient_id) references patients (clinic_id, id));
      create view house_view as select 1 as one;
      create function watch() returns trigger language plpgsql security definer as 'begin return null; end';
      create trigger watching after insert on half_open for each row execute function watch()`);
    const found: string[] = [];
    for (const [name, rule] of Object.entries(rules))
      if ((await offenders(rule)).length > 0) found.push(name);
    const planted = Object.keys(rules).filter(
      (name) =>
        ![
          'every index can be used',
          'the application owns nothing',
          'the application has no power beyond its grants',
        ].includes(name),
    );
    expect(found).toEqual(planted);
    await test.asOwner(
      'drop table open_house, half_open, leaning; drop view house_view; drop function watch()',
    );
  });
});
