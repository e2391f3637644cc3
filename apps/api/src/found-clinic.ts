import { randomUUID } from 'node:crypto';
import type { PasswordHasher } from '@clinic/auth';
import type { Role } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';
import type {
  AppointmentTypeRow,
  NewPractitioner,
  Repositories,
  RoomRow,
  ScheduleExceptionRow,
  WorkingHoursRow,
} from '@clinic/repositories';

export type NewStaff = {
  id: string;
  email: string;
  displayName: string;
  role: Role;
  /** Null for who chooses one by a link. */
  password: string | null;
};

/** A clinic to be founded: itself, its people and its week. */
export type NewClinic = {
  name: string;
  timeZone: string;
  locale: string;
  country: string;
  isDemo: boolean;
  staff: readonly NewStaff[];
  practitioners: readonly NewPractitioner[];
  rooms: readonly Omit<RoomRow, 'version'>[];
  types: readonly Omit<AppointmentTypeRow, 'version'>[];
  hours: readonly WorkingHoursRow[];
  exceptions: readonly ScheduleExceptionRow[];
  now: Date;
};

export type FoundingDeps = {
  repositories: Pick<Repositories, 'ciphers' | 'clinics' | 'reference' | 'users'>;
  hasher: PasswordHasher;
  loginIndex: (email: string) => Buffer;
};

/** Writes a new clinic with its own keys, its staff and its schedule, inside the transaction of that clinic. */
export const foundClinic = async (tx: Transaction, deps: FoundingDeps, clinic: NewClinic): Promise<void> => {
  const { clinics, ciphers, reference, users } = deps.repositories;
  const { name, timeZone, locale, country, isDemo, now } = clinic;
  await clinics.insert(tx, {
    name,
    timeZone,
    locale,
    country,
    isDemo,
    settings: {},
    epoch: randomUUID(),
    now,
  });
  await ciphers.create(tx, now);
  for (const { password, ...user } of clinic.staff) {
    const index = deps.loginIndex(user.email);
    const passwordHash = password === null ? null : await deps.hasher.hash(password, index);
    await users.insert(tx, { ...user, passwordHash, isActive: true, loginIndex: index, now });
  }
  await reference.insertPractitioners(tx, clinic.practitioners, now);
  await reference.insertRooms(tx, clinic.rooms, now);
  await reference.insertAppointmentTypes(tx, clinic.types, now);
  await reference.insertWorkingHours(tx, clinic.hours);
  await reference.insertExceptions(tx, clinic.exceptions);
};
