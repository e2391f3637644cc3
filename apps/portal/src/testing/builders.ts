import {
  listAppointmentTypes,
  listPractitioners,
  listRooms,
  listToday,
  readMe,
  readSettings,
  rolePermissions,
  searchPatients,
  settingDefaults,
  type Appointment,
  type LookAlike,
  type Me,
  type Patient,
  type PatientSummary,
  type Practitioner,
  type Role,
  type Room,
  type Visit,
} from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { FakeApi } from './fake-api.ts';

/** The moment at which every test of the portal stands: Monday, 23 November 2026, 10:24 in the clinic. */
export const NOW = '2026-11-23T10:24:00Z';

export const aMe = (role: Role = 'receptionist'): Me => ({
  user: { id: anId(), email: 'r.adeyemi@quayside.example', displayName: 'Renske Adeyemi', role },
  clinic: { id: anId(), name: 'Quayside Clinic', timeZone: 'Europe/London', locale: 'en-GB' },
  permissions: [...rolePermissions[role]],
});

export const aPractitioner = (name = 'Dr Osei'): Practitioner => ({
  id: anId(),
  name,
  profession: null,
  version: 1,
  isActive: true,
});

export const aRoom = (name = 'Room 1'): Room => ({ id: anId(), name, version: 1, isActive: true });

type AppointmentOverride = Partial<Omit<Appointment, 'patient'>> & {
  patient?: Partial<Appointment['patient']>;
};

/** Booked for 11:00 today unless said. */
export const anAppointment = ({ patient, ...override }: AppointmentOverride = {}): Appointment => ({
  id: anId(),
  version: 1,
  practitionerId: anId(),
  typeId: anId(),
  roomId: null,
  startsAt: '2026-11-23T11:00:00Z',
  endsAt: '2026-11-23T11:15:00Z',
  status: 'booked',
  statusSince: '2026-11-20T09:00:00Z',
  arrivedAt: null,
  checkedInAt: null,
  previousStatus: null,
  reason: 'First visit',
  overbooked: false,
  overbookReason: null,
  lane: 0,
  ...override,
  patient: {
    id: anId(),
    name: { familyName: 'O’Brennan', givenName: 'Keelin', language: 'en' },
    birthDate: '2004-02-19',
    sex: 'female',
    phone: null,
    fileNumber: '9312',
    alerts: [],
    ...patient,
  },
});

export const aSummary = (override: Partial<PatientSummary> = {}): PatientSummary => ({
  id: anId(),
  version: 1,
  fileNumber: '9312',
  givenName: 'Keelin',
  familyName: 'O’Brennan',
  birthDate: '2004-02-19',
  sex: 'female',
  phone: '0711 20 44 19',
  email: null,
  language: 'en',
  lastVisitAt: null,
  nextAppointmentAt: null,
  alerts: [],
  isArchived: false,
  ...override,
});

export const aLookAlike = (override: Partial<LookAlike> = {}): LookAlike => ({
  ...aSummary(),
  likeness: { verdict: 'likely', reasons: ['same_name', 'same_phone'] },
  ...override,
});

export const aPatientFile = (override: Partial<Patient> = {}): Patient => ({
  ...aSummary(),
  preferredName: null,
  otherPhones: [],
  address: null,
  identifiers: [],
  notes: null,
  areAllergiesKnown: true,
  createdAt: NOW,
  updatedAt: NOW,
  archivedAt: null,
  ...override,
});

export const aVisit = (override: Partial<Visit> = {}): Visit => ({
  kind: 'appointment',
  id: anId(),
  startsAt: '2026-10-12T10:15:00Z',
  endsAt: '2026-10-12T10:30:00Z',
  status: 'fulfilled',
  practitionerId: null,
  typeId: null,
  reason: 'Blood pressure review',
  ...override,
});

type Clinic = { me?: Me; practitioners?: Practitioner[]; rooms?: Room[]; today?: Appointment[] };

/** A clinic someone is signed in to, with nothing in it but what the test says. */
export const aClinicApi = ({
  me = aMe(),
  practitioners = [],
  rooms = [],
  today = [],
}: Clinic = {}): FakeApi =>
  new FakeApi()
    .answers(readMe, me)
    .answers(listPractitioners, { items: practitioners })
    .answers(listRooms, { items: rooms })
    .answers(listAppointmentTypes, { items: [] })
    .answers(readSettings, {
      version: 1,
      name: me.clinic.name,
      ...settingDefaults,
      timeZone: 'Europe/London',
      locale: 'en-GB',
    })
    .answers(listToday, { items: today })
    .answers(searchPatients, { items: [], nextCursor: null });
