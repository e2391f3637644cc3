import { totpCode } from '@clinic/auth/testing';
import { aBooking, aPatient, anId } from '@clinic/contracts/testing';
import type { Desk, TestClinic } from '#api/testing/test-api.ts';

/** A request that its endpoint would answer with success, for tests that send it as others or break it. */
export type Sample = {
  /** The path under `/api`, its parameters filled in. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Record<string, unknown>;
};

export type SamplePlace = {
  clinic: TestClinic;
  desk: Desk;
  password: string;
  clock: { now(): Date };
  /** Somebody signed in besides who sends the samples. */
  signIn: (email: string) => Promise<Desk>;
};

const HOUR_MS = 60 * 60_000;
// Monday, 14 January 2030, 08:00 in New York.
const FIRST_START = Date.parse('2030-01-14T13:00:00Z');

const bodyOf = async (request: PromiseLike<{ status: number; body: unknown }>): Promise<{ id: string }> => {
  const { status, body } = await request;
  if (status >= 300) throw new Error(`The sample could not be prepared: ${status}`);
  return body as { id: string };
};

/** A clinic in which each sample is made: every visit gets an hour of its own. */
export const createSamples = ({ clinic, desk, password, signIn, clock }: SamplePlace) => {
  let visits = 0;
  const nextStart = (): string => {
    const day = Math.floor(visits / 9) % 5;
    const week = Math.floor(visits / 45);
    const start = FIRST_START + ((week * 7 + day) * 24 + (visits % 9)) * HOUR_MS;
    visits += 1;
    return new Date(start).toISOString();
  };
  const newPatient = async (override: object = {}) =>
    (await bodyOf(desk.post('/api/patients').send(aPatient({ phone: '+12125550123', ...override })))).id;
  const booking = async () => ({
    ...aBooking({
      patientId: await newPatient(),
      practitionerId: clinic.practitionerIds[0],
      typeId: clinic.typeIds[0],
    }),
    startsAt: nextStart(),
  });
  const newVisit = async () => (await bodyOf(desk.post('/api/appointments').send(await booking()))).id;
  const newImport = async (): Promise<string> => {
    const file = `family name,given name,birth date\nFile-${anId().slice(-6)},Grace,1906-12-09\n`;
    const { id } = await bodyOf(desk.post('/api/imports').set('Content-Type', 'text/csv').send(file));
    for (;;) {
      const { body } = await desk.get(`/api/imports/${id}`);
      if ((body as { status: string }).status !== 'running') return id;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const newSession = async (): Promise<string> => {
    // Who is asked for a one-time code is not signed in by a password.
    await desk.delete('/api/auth/totp');
    await signIn(clinic.email('admin'));
    const { body } = await desk.get('/api/auth/sessions');
    const { items } = body as { items: { id: string; isCurrent: boolean }[] };
    return items.find((session) => !session.isCurrent)?.id ?? '';
  };
  const aColleague = () => ({
    ...{ id: anId(), email: `${anId()}@clinic.example`, displayName: 'Grace Hopper', role: 'nurse' },
  });
  const invite = async () => {
    const { status, body } = await desk.post('/api/users').send(aColleague());
    if (status !== 201) throw new Error(`Nobody could be invited: ${status}`);
    const { user, inviteUrl } = body as { user: { id: string }; inviteUrl: string };
    return { id: user.id, token: inviteUrl.slice(inviteUrl.indexOf('#') + 1) };
  };
  const newSeed = async (): Promise<string> => {
    await desk.delete('/api/auth/totp');
    const { body } = await desk.post('/api/auth/totp');
    return (body as { secret: string }).secret;
  };
  const sessionOfNurse = async (): Promise<string> => {
    const { userId } = await signIn(clinic.email('nurse'));
    const { body } = await desk.get(`/api/users/${userId}/sessions`);
    const [session] = (body as { items: { id: string }[] }).items;
    return `/users/${userId}/sessions/${session?.id ?? ''}`;
  };
  const range = { from: '2030-01-14T00:00:00Z', to: '2030-01-20T00:00:00Z' };
  const firstVersion = { 'If-Match': '"1"' };

  const samples: Record<string, () => Promise<Sample>> = {
    signIn: async () => ({ path: '/auth/login', body: { email: clinic.email('nurse'), password } }),
    signOut: async () => ({ path: '/auth/logout', body: { clearStorage: false } }),
    readMe: async () => ({ path: '/auth/me' }),
    stepUp: async () => ({ path: '/auth/step-up', body: { password } }),
    changePassword: async () => ({
      path: '/auth/password',
      // The same again, so that whoever signs in after this still can.
      body: { currentPassword: password, newPassword: password },
    }),
    readTotp: async () => ({ path: '/auth/totp' }),
    beginTotp: async () => ({ path: '/auth/totp' }),
    confirmTotp: async () => ({
      path: '/auth/totp/confirm',
      body: { otp: await totpCode(await newSeed(), clock.now()) },
    }),
    renewRecoveryCodes: async () => {
      const otp = await totpCode(await newSeed(), clock.now());
      await desk.post('/api/auth/totp/confirm').send({ otp });
      return { path: '/auth/totp/recovery-codes' };
    },
    removeTotp: async () => ({ path: '/auth/totp' }),
    acceptInvitation: async () => ({
      path: '/auth/invitations/accept',
      body: { token: (await invite()).token, password: 'a brown fox that naps all day' },
    }),
    listSessions: async () => ({ path: '/auth/sessions' }),
    endSession: async () => ({ path: `/auth/sessions/${await newSession()}` }),
    listUsers: async () => ({ path: '/users', query: { limit: '5' } }),
    createUser: async () => ({ path: '/users', body: aColleague() }),
    changeUser: async () => ({
      path: `/users/${(await invite()).id}`,
      headers: firstVersion,
      body: { email: `${anId()}@clinic.example`, displayName: 'G. Hopper', role: 'billing', isActive: false },
    }),
    createResetLink: async () => ({ path: `/users/${(await invite()).id}/reset-link` }),
    removeUserTotp: async () => ({ path: `/users/${(await invite()).id}/totp` }),
    listUserSessions: async () => ({ path: `/users/${(await invite()).id}/sessions` }),
    endUserSession: async () => ({ path: await sessionOfNurse() }),
    listPatients: async () => ({
      path: '/patients',
      query: { search: 'lovelace', archived: 'false', limit: '5' },
    }),
    searchPatients: async () => ({
      path: '/patients/search',
      body: { query: 'lovelace', limit: 5, cursor: null },
    }),
    findLookAlikes: async () => ({
      path: '/patients/look-alikes',
      body: {
        ...{ familyName: 'Lovelace', givenName: 'Ada', birthDate: '1985-12-10' },
        ...{ phone: '+12125550123', email: 'ada@example.org' },
      },
    }),
    createPatient: async () => ({
      path: '/patients',
      body: {
        ...aPatient({ id: anId(), phone: '(212) 555-0123', email: 'ada@example.org' }),
        ...{
          preferredName: 'Countess',
          otherPhones: ['+442079460000'],
          language: 'en',
          notes: 'Likes numbers',
        },
        address: { line: '1 Main St', city: 'Springfield', state: 'NY', postalCode: '10001', country: 'US' },
        identifiers: [{ system: 'passport', value: 'X123' }],
      },
    }),
    readPatient: async () => ({ path: `/patients/${await newPatient()}` }),
    changePatient: async () => ({
      path: `/patients/${await newPatient()}`,
      headers: firstVersion,
      body: {
        familyName: 'King',
        address: { city: 'Albany' },
        identifiers: [],
        otherPhones: ['+12125550199'],
      },
    }),
    archivePatient: async () => ({ path: `/patients/${await newPatient()}/archive`, headers: firstVersion }),
    restorePatient: async () => ({ path: `/patients/${await newPatient()}/restore`, headers: firstVersion }),
    listVisits: async () => ({ path: `/patients/${await newPatient()}/visits`, query: { limit: '5' } }),
    listAppointments: async () => ({
      path: '/appointments',
      query: { ...range, practitionerId: clinic.practitionerIds[0], patientId: await newPatient() },
    }),
    listToday: async () => ({ path: '/appointments/today' }),
    readAppointment: async () => ({ path: `/appointments/${await newVisit()}` }),
    bookAppointment: async () => ({
      path: '/appointments',
      body: { ...(await booking()), id: anId(), durationMinutes: 30, roomId: clinic.roomIds[0] },
    }),
    changeAppointment: async () => ({
      path: `/appointments/${await newVisit()}`,
      headers: firstVersion,
      body: {
        ...{ startsAt: nextStart(), durationMinutes: 30, reason: 'Moved', roomId: clinic.roomIds[1] },
        ...{ practitionerId: clinic.practitionerIds[1], typeId: clinic.typeIds[0] },
      },
    }),
    changeAppointmentStatus: async () => ({
      path: `/appointments/${await newVisit()}/status`,
      headers: firstVersion,
      body: { status: 'cancelled', reason: 'Called', occurredAt: '2030-01-07T13:00:00Z' },
    }),
    listSlots: async () => ({
      path: '/slots',
      query: { ...range, typeId: clinic.typeIds[0], practitionerId: clinic.practitionerIds[0] },
    }),
    listPractitioners: async () => ({ path: '/practitioners' }),
    listRooms: async () => ({ path: '/rooms' }),
    listAppointmentTypes: async () => ({ path: '/appointment-types' }),
    readSchedule: async () => ({ path: '/schedule', query: range }),
    listLoads: async () => ({ path: '/schedule/loads', query: range }),
    readSettings: async () => ({ path: '/settings' }),
    changeSettings: async () => {
      const { body } = await desk.get('/api/settings');
      return {
        path: '/settings',
        headers: { 'If-Match': `"${(body as { version: number }).version}"` },
        body: {
          ...{ name: 'Renamed', timeZone: 'America/New_York', locale: 'en-US', country: 'US' },
          ...{ waitWarningMinutes: 10, waitLimitMinutes: 20, sessionIdleMinutes: 30 },
        },
      };
    },
    listImports: async () => ({ path: '/imports', query: { limit: '5' } }),
    readImport: async () => ({ path: `/imports/${await newImport()}` }),
    listImportRows: async () => ({
      path: `/imports/${await newImport()}/rows`,
      query: { action: 'create', limit: '5' },
    }),
    undoImport: async () => ({ path: `/imports/${await newImport()}/undo` }),
    listAuditEvents: async () => ({
      path: '/audit-events',
      query: { ...range, patientId: anId(), actorId: anId(), action: 'patient.read', limit: '5' },
    }),
    verifyAuditEvents: async () => ({ path: '/audit-events/verification' }),
    readSystemStatus: async () => ({ path: '/system/status' }),
    readOpenApi: async () => ({ path: '/openapi.json' }),
  };
  return samples;
};
