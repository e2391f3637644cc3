import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from '@clinic/database';
import { buildDemoClinic, type DemoClinic } from '@clinic/demo';
import { finishWrite, type NewAppointmentRow, type NewPatientRow } from '@clinic/repositories';
import { internationalPhone } from '@clinic/import';
import { normalizeEmail } from '@clinic/encryption';
import type { Deps } from '#api/composition.ts';
import { DEMO_SEED } from '#api/commands/demo-seed.ts';
import { foundClinic, type NewStaff } from '#api/found-clinic.ts';
import { systemContext } from '#api/system-context.ts';

type Account = { clinic: string; role: string; email: string; password: string };

const ROWS_AT_ONCE = 400;

const toPatientRow = (patient: DemoClinic['patients'][number], country: string): NewPatientRow => ({
  id: patient.id,
  identity: {
    fileNumber: patient.fileNumber,
    familyName: patient.familyName,
    givenName: patient.givenName,
    preferredName: null,
    birthDate: patient.birthDate,
    sex: patient.sex,
    phone: patient.phone,
    otherPhones: patient.otherPhones,
    email: patient.email,
    address: patient.address,
    identifiers: [],
    language: patient.language,
    formerNames: [],
    birthDateText: null,
    isDeceased: false,
  },
  keys: {
    fileNumber: patient.fileNumber,
    phone: patient.phone === null ? null : internationalPhone(patient.phone, country),
    email: patient.email === null ? null : normalizeEmail(patient.email),
    birthDate: patient.birthDate,
  },
  notes: patient.notes,
  alerts: patient.alerts,
  areAllergiesKnown: patient.areAllergiesKnown,
  seenAt: patient.lastVisitAt ?? patient.createdAt,
  lastVisitAt: patient.lastVisitAt,
  now: patient.createdAt,
});

const toAppointmentRow = ({
  createdAt,
  ...appointment
}: DemoClinic['appointments'][number]): NewAppointmentRow => ({
  ...appointment,
  // Only a cancelled or missed visit remembers where it came from; every other step has one way back.
  statusBefore: ['cancelled', 'noshow'].includes(appointment.status) ? appointment.statusBefore : null,
  now: createdAt,
});

const chunksOf = <Row>(rows: readonly Row[]): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, index) =>
    rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );

const withPasswords = (demo: DemoClinic): (NewStaff & { password: string })[] =>
  demo.staff.map(({ id, email, displayName, role }) => ({
    id,
    email,
    displayName,
    role,
    password: randomBytes(12).toString('base64url'),
  }));

/** Patients and visits, and the file numbers they used up. */
const insertPeople = async (tx: Transaction, deps: Deps, demo: DemoClinic): Promise<void> => {
  const { patients, appointments, changeFeed } = deps.repositories;
  await deps.repositories.ciphers.of(tx);
  await changeFeed.takeFileNumbers(tx, demo.patients.length);
  for (const chunk of chunksOf(demo.patients)) {
    await patients.insertMany(
      tx,
      chunk.map((patient) => toPatientRow(patient, demo.clinic.country)),
    );
  }
  for (const chunk of chunksOf(demo.appointments))
    await appointments.insertMany(tx, chunk.map(toAppointmentRow));
};

const seedOne = async (deps: Deps, demo: DemoClinic, now: Date): Promise<Account[]> => {
  const staff = withPasswords(demo);
  const { id: clinicId, name, timeZone, locale, country } = demo.clinic;
  const userOf = new Map(demo.staff.map((person) => [person.practitionerId, person.id]));
  await deps.database.inClinic({ clinicId }, async (tx) => {
    await foundClinic(tx, deps, {
      ...{ name, timeZone, locale, country, now, isDemo: true, staff },
      practitioners: demo.practitioners.map((each) => ({
        ...each,
        isActive: true,
        userId: userOf.get(each.id) ?? null,
      })),
      rooms: demo.rooms.map((room) => ({ ...room, isActive: true })),
      types: demo.appointmentTypes.map((type) => ({ ...type, isActive: true })),
      hours: demo.workingHours,
      exceptions: demo.exceptions.map((exception) => ({ ...exception, weekdays: null })),
    });
    await insertPeople(tx, deps, demo);
    await finishWrite(tx, {
      context: systemContext(clinicId, deps.ids.next()),
      now,
      changes: [
        ...demo.patients.map(({ id }) => ({ entity: 'patient', id, version: 1 })),
        ...demo.appointments.map(({ id }) => ({ entity: 'appointment', id, version: 1 })),
      ],
      audit: demo.patients.map(({ id }) => {
        const entry = { patientId: id, resourceType: 'patient', resourceId: id };
        return { id: deps.ids.next(), action: 'patient.create', ...entry };
      }),
    });
  });
  return staff.map(({ role, email, password }) => ({ clinic: name, role, email, password }));
};

/**
 * Founds the demo clinics on an installation that has none and writes their sign-ins to `demo-accounts.json` in the data
 * folder, readable by its owner alone.
 * @returns how many clinics were founded; 0 when there was one already.
 */
export const seedDemo = async (
  deps: Deps,
  options: { dataDir: string; clinics: number },
): Promise<number> => {
  const known = await deps.database.asSystem((tx) => deps.repositories.clinics.listIds(tx));
  if (known.length > 0) return 0;
  const accounts: Account[] = [];
  for (let ordinal = 1; ordinal <= options.clinics; ordinal += 1) {
    const now = deps.clock.now();
    const demo = buildDemoClinic({ seed: DEMO_SEED, now, ordinal });
    // A millisecond apart: the first founded is the one commands mean when none is named.
    accounts.push(...(await seedOne(deps, demo, new Date(now.getTime() + ordinal))));
  }
  const file = join(options.dataDir, 'demo-accounts.json');
  await writeFile(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  return options.clinics;
};
