import type { Role } from '@clinic/contracts';
import { roles } from '@clinic/contracts';
import { buildAppointments } from './build-appointments.ts';
import { buildPatients } from './build-patients.ts';
import { buildExceptions, buildWorkingHours } from './build-schedule.ts';
import { DAY_MS, dateIn } from './clinic-calendar.ts';
import type { ClinicProfile } from './clinic-profile.ts';
import type { DemoAppointment, DemoClinic, DemoPatient, DemoPractitioner, DemoStaff } from './demo-clinic.ts';
import { DemoIds } from './demo-ids.ts';
import { Dice } from './dice.ts';
import { lindenufer } from './lindenufer.profile.ts';
import { quayside } from './quayside.profile.ts';

/** What a demo clinic is made from; the same three make the same clinic to the last byte. */
export type DemoRequest = {
  seed: number;
  /** The moment the clinic stands at: its today is half done, half to come. */
  now: Date;
  /** 1 is the first clinic (New York), 2 the second (Berlin); later ones take turns and carry their number. */
  ordinal: number;
};

const FIRST_YEARS_DAYS = 1900;

const profileOf = (ordinal: number): ClinicProfile => {
  const profile = ordinal % 2 === 1 ? quayside : lindenufer;
  if (ordinal <= 2) return profile;
  return { ...profile, name: `${profile.name} ${ordinal}`, slug: `${profile.slug}${ordinal}` };
};

type Foundation = { profile: ClinicProfile; ids: DemoIds; createdAt: Date };

const buildReference = ({ profile, ids, createdAt }: Foundation) => {
  const rooms = profile.rooms.map((name) => ({ id: ids.at(createdAt), name }));
  const appointmentTypes = profile.visits.map(({ name, durationMinutes, buffers }) => ({
    ...{ id: ids.at(createdAt), name, durationMinutes },
    ...{ bufferBeforeMinutes: buffers[0], bufferAfterMinutes: buffers[1] },
  }));
  const practitioners: DemoPractitioner[] = profile.practitioners.map(
    ({ name, profession, room }, place) => ({
      ...{ id: ids.at(createdAt), name, profession, roomId: rooms[room]?.id ?? '' },
      typeIds: appointmentTypes
        .filter((_, index) => profile.visits[index]?.practitioners.includes(place))
        .map(({ id }) => id),
    }),
  );
  return { rooms, appointmentTypes, practitioners };
};

/** The place in the list of practitioners of the people who also sign in. */
const clinicians: Partial<Record<Role, number>> = { practitioner: 0, nurse: 4 };

const emailOf = (name: string, slug: string): string => {
  const plain = name
    .replace(/^Dr\.? /u, '')
    .replaceAll('ı', 'i')
    .normalize('NFKD');
  return `${plain
    .replace(/[^A-Za-z -]/gu, '')
    .replaceAll(' ', '.')
    .toLowerCase()}@${slug}.example`;
};

const buildStaff = (
  { profile, ids, createdAt }: Foundation,
  practitioners: readonly DemoPractitioner[],
): DemoStaff[] =>
  roles.map((role) => {
    const clinician = practitioners[clinicians[role] ?? -1];
    const names: Partial<Record<Role, string>> = profile.staff;
    const displayName = clinician?.name ?? names[role] ?? role;
    const email = emailOf(displayName, profile.slug);
    return { id: ids.at(createdAt), email, displayName, role, practitionerId: clinician?.id ?? null };
  });

const withLastVisits = (patients: DemoPatient[], appointments: readonly DemoAppointment[]): DemoPatient[] => {
  const last = new Map<string, Date>();
  for (const { patientId, checkedInAt, startsAt } of appointments) {
    const known = last.get(patientId);
    if (checkedInAt && (!known || known < startsAt)) last.set(patientId, startsAt);
  }
  return patients.map((patient) => ({ ...patient, lastVisitAt: last.get(patient.id) ?? null }));
};

/**
 * A believable clinic as plain data: about 620 people and 2500 visits, two years of history, a busy week, ten weeks to come. No two
 * visits share a practitioner, room or patient unless one is marked as booked over the other (`lane` above 0), and at least six
 * touching free times of one type and practitioner are left on some day of the next ten weeks.
 */
export const buildDemoClinic = ({ seed, now, ordinal }: DemoRequest): DemoClinic => {
  const profile = profileOf(ordinal);
  const dice = new Dice(seed).for(`${profile.slug} ${ordinal}`);
  const today = dateIn(profile.timeZone, now);
  const createdAt = new Date(now.getTime() - FIRST_YEARS_DAYS * DAY_MS);
  const foundation = { profile, createdAt, ids: new DemoIds(dice.for('reference')) };
  const { ids } = foundation;
  const newId = () => ids.at(createdAt);
  const id = newId();
  const reference = buildReference(foundation);
  const { practitioners } = reference;
  const staff = buildStaff(foundation, practitioners);
  const workingHours = buildWorkingHours(practitioners, newId);
  const exceptions = buildExceptions({ profile, today, practitioners, newId });
  const people = dice.for('patients');
  const patients = buildPatients({ profile, dice: people, ids: new DemoIds(people.for('ids')), today });
  const diary = dice.for('diary');
  const appointments = buildAppointments(
    { ...reference, workingHours, exceptions, patients, profile, dice: diary, now, today },
    { dice: dice.for('outcomes'), ids: new DemoIds(diary.for('ids')), now },
  );
  const { name, timeZone, locale, country, language } = profile;
  return {
    clinic: { id, name, timeZone, locale, country, language, createdAt },
    ...{ staff, ...reference, workingHours, exceptions },
    ...{ patients: withLastVisits(patients, appointments), appointments },
  };
};
