import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditRing } from '@clinic/audit';
import { aPatient } from '@clinic/contracts/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isFileCheck } from '#api/commands/audit-arguments.ts';
import { auditCommand, auditFileCommand } from '#api/commands/audit.command.ts';
import { nameOfClinic, type CommandRun } from '#api/testing/run-import.ts';
import { startTestApi, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let name: string;
let folder: string;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  clinic = await api.newClinic();
  name = await nameOfClinic(api, clinic.id);
  folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
  const nurse = await clinic.as('nurse');
  for (let patient = 0; patient < 5; patient += 1)
    await nurse.post('/api/patients').send(aPatient()).expect(201);
  await api.deps.sealer.sealAll();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

type Sinks = { text: (which: 'output' | 'notices') => string; sinks: Parameters<typeof auditCommand>[1] };

const sinksFor = (words: string[]): Sinks => {
  const parts = { output: '', notices: '' };
  const sink = (which: 'output' | 'notices') => ({
    write: (text: string) => {
      parts[which] += text;
      return true;
    },
    once: () => undefined,
  });
  const sinks = { words, output: sink('output'), notices: sink('notices') };
  return { text: (which) => parts[which], sinks };
};

const runWith = async (
  words: string[],
  start: (sinks: Sinks['sinks']) => Promise<number>,
): Promise<CommandRun> => {
  const { text, sinks } = sinksFor(words);
  const code = await start(sinks);
  return { code, output: text('output'), notices: text('notices') };
};

const audit = (...words: string[]) => runWith(words, (sinks) => auditCommand(api.deps, sinks));

/** As another machine does, which has the keys and nothing else. */
const elsewhere = (words: string[], ring: AuditRing = api.keys.auditKey) =>
  runWith(words, (sinks) => auditFileCommand(() => ring, sinks));

const lastLine = ({ output }: CommandRun): Record<string, unknown> =>
  JSON.parse(output.trim().split('\n').at(-1) ?? '');

const exported = async (): Promise<string> => {
  const file = path.join(folder, 'audit.ndjson');
  const run = await audit('export', '--to', file, '--clinic', name);
  expect(run).toMatchObject({ code: 0, notices: '' });
  return file;
};

const tamper = (text: string) => api.asOwner(text, [clinic.id]);

describe('verifying the audit log', () => {
  it('ends with 0 where it is intact, and is on record as done at the command line', async () => {
    const run = await audit('verify', '--clinic', name, '--json');
    expect(run).toMatchObject({ code: 0, notices: '' });
    expect(run.output).toMatch(
      new RegExp(`^${name}: intact, 6 events, newest daily seal 2030-01-07 [A-Z2-7-]{19} at 6\n`),
    );
    expect(lastLine(run)).toMatchObject({
      outcome: 'intact',
      checked: 6,
      unsealed: 0,
      seal: { sequence: 6 },
    });
    const events = await api.asOwner(
      "select actor_id, origin, seen_count, outcome from audit_events where clinic_id = $1 and action = 'audit.verify'",
      [clinic.id],
    );
    expect(events).toEqual([{ actor_id: null, origin: 'cli', seen_count: 6, outcome: 'success' }]);
  });

  it('ends with 1 where it is broken, and says where', async () => {
    await tamper(
      "update audit_events set action = 'x' where clinic_id = $1 and id = (select event_id from audit_seals where clinic_id = $1 and seq = 4)",
    );
    const run = await audit('verify', '--clinic', name, '--json');
    expect(run.code).toBe(1);
    expect(run.output).toContain(`${name}: BROKEN at 4: the event, its place or its seal was changed`);
    expect(lastLine(run)).toMatchObject({
      outcome: 'broken',
      firstBrokenSequence: 4,
      reason: 'changed',
      checked: 3,
    });
  });

  it('takes every clinic unless one is named, and is broken where one of them is', async () => {
    await tamper('delete from audit_heads where clinic_id = $1');
    const run = await audit('verify', '--json');
    expect(run.code).toBe(1);
    const { outcome, clinics } = lastLine(run) as {
      outcome: string;
      clinics: { clinicId: string; firstBrokenSequence?: number }[];
    };
    expect(outcome).toBe('broken');
    expect(clinics.length).toBeGreaterThan(1);
    expect(clinics.find(({ clinicId }) => clinicId === clinic.id)).toMatchObject({ firstBrokenSequence: 7 });
  });

  it('wants to find a daily seal that was kept elsewhere', async () => {
    const seal = lastLine(await audit('verify', '--clinic', name, '--json'))['seal'] as { short: string };
    const kept = seal.short.toLowerCase();
    expect((await audit('verify', '--clinic', name, '--seal', kept)).code).toBe(0);
    const other = await audit('verify', '--clinic', name, '--seal', kept, '--seal', 'AAAA-AAAA-AAAA-AAAA');
    expect([other.code, other.output]).toEqual([1, expect.stringContaining('a daily seal is gone')]);
  });

  it.each([
    [[], /Say verify or export/],
    [['mend'], /Say verify or export/],
    [['verify', '--to', 'x'], /--to with export/],
    [['verify', 'a', 'b'], /one export/],
    [['verify', 'a', '--clinic', 'b'], /leave --clinic out/],
    [['verify', '--unknown'], /unknown/],
    [['export'], /--to FILE/],
    [['export', 'a', '--to', 'b'], /--to and --clinic alone/],
    [['verify', '--clinic', 'No such clinic'], /There is no clinic No such clinic/],
  ])('ends with 2 where it could not: %j', async (words, notice) => {
    const run = await audit(...words);
    expect([run.code, run.output]).toEqual([2, '']);
    expect(run.notices).toMatch(notice);
  });
});

describe('an exported audit log', () => {
  it('holds every event with its seal, for its owner alone, and the export is one of them', async () => {
    const file = await exported();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['audit.ndjson']);
    const [header = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(header)).toMatchObject({
      ...{ kind: 'clinic-audit-export', clinicId: clinic.id, events: 7 },
      keys: [{ id: 'k1', publicKey: expect.any(String) }],
    });
    const last = JSON.parse(lines.at(-1) ?? '');
    expect([lines.length, last.seq]).toEqual([7, 7]);
    expect(last.event).toMatchObject({ action: 'audit.export', origin: 'cli', actorId: null });
    const key = api.keys.auditKey.keys.get('k1') ?? Buffer.alloc(0);
    for (const encoding of ['base64', 'hex'] as const)
      expect(await readFile(file, 'utf8')).not.toContain(key.toString(encoding));
  });

  it('is verified on a machine that has the keys and nothing else', async () => {
    const run = await elsewhere(['verify', await exported(), '--json']);
    expect(run).toMatchObject({ code: 0, notices: '' });
    expect(lastLine(run)).toMatchObject({ outcome: 'intact', checked: 7, seal: { sequence: 6 } });
  });

  const edits: [string, (lines: string[]) => string[], number][] = [
    [
      'a word changed',
      (lines) => lines.with(3, (lines[3] ?? '').replace('patient.create', 'patient.read')),
      3,
    ],
    ['a line taken out', (lines) => lines.toSpliced(5, 1), 5],
    ['two lines swapped', (lines) => lines.with(2, lines[4] ?? '').with(4, lines[2] ?? ''), 2],
    ['a line twice', (lines) => lines.toSpliced(3, 0, lines[3] ?? ''), 4],
    ['the tail cut', (lines) => lines.slice(0, 5), 5],
    ['a line cut in the middle', (lines) => lines.with(7, (lines[7] ?? '').slice(0, 40)), 7],
    ['a line of something else', (lines) => lines.toSpliced(6, 0, 'hello'), 6],
    [
      'a value said twice',
      (lines) => lines.with(1, (lines[1] ?? '').replace('{"seq":1', '{"seq":9,"seq":1')),
      1,
    ],
    [
      'the tail cut, and the header made to fit',
      (lines) => {
        const header = JSON.parse(lines[0] ?? '');
        const end = JSON.parse(lines[6] ?? '');
        const head = { ...header.head, lastSeq: 6, lastMac: end.mac };
        return [JSON.stringify({ ...header, events: 6, head }), ...lines.slice(1, 7)];
      },
      7,
    ],
  ];

  it.each(edits)('is broken with %s', async (_what, edit, firstBrokenSequence) => {
    const file = await exported();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${edit(lines).join('\n')}\n`);
    const run = await elsewhere(['verify', file, '--json']);
    expect(run.code).toBe(1);
    expect(lastLine(run)).toMatchObject({ outcome: 'broken', firstBrokenSequence });
  });

  it('takes a broken log away as it is', async () => {
    await tamper(
      'delete from audit_events where clinic_id = $1 and id = (select event_id from audit_seals where clinic_id = $1 and seq = 2)',
    );
    const run = await elsewhere(['verify', await exported(), '--json']);
    expect([run.code, lastLine(run)]).toEqual([
      1,
      expect.objectContaining({ firstBrokenSequence: 2, checked: 1 }),
    ]);
  });

  it('could not be checked without its keys, with others of the same name, or where it is none', async () => {
    const file = await exported();
    const nothing = path.join(folder, 'nothing.ndjson');
    const other = path.join(folder, 'other.ndjson');
    await writeFile(nothing, '');
    await writeFile(other, '{"resourceType":"Patient"}\n');
    const ringOf = (id: string): AuditRing => ({ activeId: id, keys: new Map([[id, randomBytes(32)]]) });
    const runs: [CommandRun, RegExp][] = [
      [await elsewhere(['verify', file, '--json'], ringOf('k2')), /AUDIT_KEY_k1 is needed/],
      [await elsewhere(['verify', file, '--json'], ringOf('k1')), /AUDIT_KEY_k1 is another key/],
      [await elsewhere(['verify', nothing, '--json']), /is empty/],
      [await elsewhere(['verify', other, '--json']), /no export of an audit log/],
      [await elsewhere(['verify', path.join(folder, 'missing'), '--json']), /ENOENT/],
      [await elsewhere(['verify', folder, '--json']), /EISDIR/],
    ];
    for (const [run, notice] of runs) {
      expect([run.code, lastLine(run)]).toEqual([2, { outcome: 'unchecked' }]);
      expect(run.notices).toMatch(notice);
    }
  });

  it('is not written over an earlier one, and leaves nothing behind where it cannot be written', async () => {
    const file = await exported();
    const before = await readFile(file, 'utf8');
    const again = await audit('export', '--to', file, '--clinic', name);
    expect([again.code, again.notices]).toEqual([1, expect.stringContaining('is there already')]);
    expect(await readFile(file, 'utf8')).toBe(before);
    const nowhere = await audit('export', '--to', path.join(folder, 'no/where'), '--clinic', name);
    expect([nowhere.code, nowhere.notices]).toEqual([1, expect.stringContaining('ENOENT')]);
    expect(await readdir(folder)).toEqual(['audit.ndjson']);
  });
});

describe('the words of the command', () => {
  it('say whether a file is all it needs', () => {
    expect(isFileCheck(['verify', 'a.ndjson'])).toBe(true);
    expect(isFileCheck(['verify', '--seal', 'X', 'a.ndjson', '--json'])).toBe(true);
    for (const words of [
      ['verify'],
      ['verify', '--seal', 'X'],
      ['export', '--to', 'a'],
      ['verify', 'a', 'b'],
      [],
    ])
      expect([words, isFileCheck(words)]).toEqual([words, false]);
  });
});
