import { describe, expect, it } from 'vitest';
import { allEndpoints } from './all-endpoints.ts';
import { bookAppointment } from './appointments.contract.ts';
import { issuesOf } from './issues.ts';
import { createPatient } from './patients.contract.ts';
import { permissions, roleAllows, rolePermissions, roles } from './permissions.ts';
import { calendarDate, email, instant, newId, personName, phone } from './schema.ts';
import { aBooking, anId, aPatient } from './testing.ts';

const isTaken = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe('the vocabulary', () => {
  it.each(["O'Brien", '李', 'Nguyễn', 'x'.repeat(200), 'محمد', ' spaced '])('takes the name %j', (name) => {
    expect(isTaken(personName, name)).toBe(true);
  });

  it.each(['', '   ', 'x'.repeat(201), 'a\0b', 'half \uD83D', '\uDE00 half', 7, null])(
    'refuses the name %j',
    (name) => {
      expect(isTaken(personName, name)).toBe(false);
    },
  );

  it('keeps a name byte for byte', () => {
    expect(personName.parse('  Zoë\u0301 ')).toBe('  Zoë\u0301 ');
  });

  it.each(['2004-02-29', '1900-01-01'])('takes the date %s', (date) => {
    expect(isTaken(calendarDate, date)).toBe(true);
  });

  it.each(['2005-02-29', '1900-02-29', '2004-13-01', '2004-1-1', '2004-02-29T00:00:00Z', ''])(
    'refuses the date %s',
    (date) => {
      expect(isTaken(calendarDate, date)).toBe(false);
    },
  );

  it.each(['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.123Z'])('takes the instant %s', (text) => {
    expect(isTaken(instant, text)).toBe(true);
  });

  it.each(['2026-11-23T09:00:00', '2026-11-23T09:00:00+01:00', '2026-02-30T09:00:00Z', '1764000000'])(
    'refuses the instant %s',
    (text) => {
      expect(isTaken(instant, text)).toBe(false);
    },
  );

  it('makes ids of version 7 and takes no other version for a new thing', () => {
    expect(isTaken(newId, anId())).toBe(true);
    expect(isTaken(newId, '1b4e28ba-2fa1-41d2-883f-0016d3cca427')).toBe(false);
  });

  it.each(['+1 (212) 555-0143', '0711 22', '112'])('takes the phone number %s', (text) => {
    expect(isTaken(phone, text)).toBe(true);
  });

  it.each(['12', 'none', '1'.repeat(41)])('refuses the phone number %s', (text) => {
    expect(isTaken(phone, text)).toBe(false);
  });

  it.each(['a@b', 'ü@exämple.org'])('takes the address %s', (text) => {
    expect(isTaken(email, text)).toBe(true);
  });

  it.each(['a', 'a@', '@b', 'a b@c', `${'a'.repeat(254)}@b`])('refuses the address %s', (text) => {
    expect(isTaken(email, text)).toBe(false);
  });
});

describe('what is wrong', () => {
  it('is said by field, without what was sent', () => {
    const result = createPatient.body.safeParse({
      familyName: '',
      birthDate: 'secret words',
      bogus: 1,
      address: { city: 7 },
    });
    const issues = result.success ? [] : issuesOf(result.error);
    expect(issues.map((issue) => issue.path).sort()).toEqual([
      'address.city',
      'birthDate',
      'bogus',
      'familyName',
    ]);
    expect(JSON.stringify(issues)).not.toContain('secret words');
  });

  it('does not repeat a field name that is a sentence', () => {
    const result = createPatient.body.safeParse({ ...aPatient(), 'Ada Lovelace, born 1815': 1 });
    expect(JSON.stringify(result.success ? [] : issuesOf(result.error))).not.toContain('Ada');
  });
});

describe('the endpoints', () => {
  it('each have a method and a path of their own, and name their permission', () => {
    const places = [...allEndpoints.values()].map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
    const known = new Set<string>([...permissions, 'public', 'signed-in']);
    for (const [name, { permission }] of allEndpoints) expect(known.has(permission), name).toBe(true);
  });

  it('ask for a version wherever something that is there is changed', () => {
    const changing = [...allEndpoints].filter(
      ([name, { method, path }]) => method !== 'get' && path.includes('/:') && !['undoImport'].includes(name),
    );
    expect(changing.length).toBeGreaterThan(4);
    for (const [name, { isVersioned }] of changing) expect(isVersioned, name).toBe(true);
  });

  it('take what the builders build', () => {
    expect(isTaken(createPatient.body, aPatient())).toBe(true);
    const booking = aBooking({ patientId: anId(), practitionerId: anId(), typeId: anId() });
    expect(isTaken(bookAppointment.body, booking)).toBe(true);
  });
});

describe('the roles', () => {
  it('hold only rights that exist, and an unknown role holds none', () => {
    const known = new Set<string>(permissions);
    for (const role of roles) for (const right of rolePermissions[role]) expect(known.has(right)).toBe(true);
    expect(permissions.some((permission) => roleAllows('constructor', permission))).toBe(false);
  });

  it('open reference data and settings to all, the audit log to two, clinical notes not to administrators', () => {
    expect(
      roles.every((role) => roleAllows(role, 'reference:read') && roleAllows(role, 'settings:read')),
    ).toBe(true);
    expect(roles.filter((role) => roleAllows(role, 'audit:read'))).toEqual(['admin', 'auditor']);
    expect(roleAllows('admin', 'clinical:read')).toBe(false);
    expect(roleAllows('auditor', 'patient:read')).toBe(false);
  });
});
