import { inject } from 'vitest';
import type { Desk } from './desk.ts';
import { newPerson, remember, wordsOf, type Person } from './people.ts';

/** As much of the API's answers as journeys need. */
export type Patient = { id: string; version: number; fileNumber: string };
export type Appointment = {
  id: string;
  version: number;
  practitionerId: string;
  typeId: string;
  startsAt: string;
  status: string;
  patient: { id: string };
};
export type Slot = { startsAt: string; endsAt: string; practitionerId: string };
type Named = { id: string; name: string; isActive: boolean };
type Me = { clinic: { name: string; timeZone: string } };
type Items<T> = { items: T[] };

/** Registers somebody, and remembers every word of theirs. */
export const register = async (desk: Desk, more: Partial<Person> = {}): Promise<Person & Patient> => {
  const person = newPerson(more);
  remember(inject('place'), wordsOf(person));
  return { ...person, ...(await desk.ask<Patient>('POST', '/patients', person)) };
};

const zoneOf = async (desk: Desk): Promise<string> => (await desk.ask<Me>('GET', '/auth/me')).clinic.timeZone;

/** What a clock on the clinic's wall shows: `2026-11-23` and minutes since midnight. */
export type Wall = { date: string; minute: number };

export const wallOf = (timeZone: string, instant: string | Date): Wall => {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const [date = '', time = ''] = text.format(new Date(instant)).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { date, minute: hour * 60 + minute };
};

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The clinic's date, some days from today. */
export const clinicDate = async (desk: Desk, daysAhead = 0): Promise<string> =>
  addDays(wallOf(await zoneOf(desk), new Date()).date, daysAhead);

const MINUTE_MS = 60_000;

const typesOf = async (desk: Desk): Promise<Named[]> =>
  (await desk.ask<Items<Named>>('GET', '/appointment-types')).items.filter(({ isActive }) => isActive);

/** Free times of every type between two instants, type by type. */
const freeTimes = async (desk: Desk, from: number, to: number): Promise<(Slot & { typeId: string })[]> => {
  const found: (Slot & { typeId: string })[] = [];
  for (const { id } of await typesOf(desk)) {
    const query = new URLSearchParams({
      typeId: id,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
    const { items } = await desk.ask<Items<Slot>>('GET', `/slots?${query.toString()}`);
    found.push(...items.map((slot) => ({ ...slot, typeId: id })));
  }
  return found;
};

/** A free time before the clinic's midnight. */
export const freeTimeToday = async (desk: Desk): Promise<Slot & { typeId: string }> => {
  const now = Date.now();
  const { minute } = wallOf(await zoneOf(desk), new Date(now));
  const slots = await freeTimes(desk, now + 10 * MINUTE_MS, now + (1440 - minute) * MINUTE_MS);
  const slot = slots.toSorted((one, other) => one.startsAt.localeCompare(other.startsAt))[0];
  if (!slot) throw new Error('No time is free today');
  return slot;
};

/** Books somebody today. */
export const bookToday = async (desk: Desk, patientId: string): Promise<Appointment> => {
  const { startsAt, practitionerId, typeId } = await freeTimeToday(desk);
  return desk.ask<Appointment>('POST', '/appointments', { patientId, startsAt, practitionerId, typeId });
};

/** Takes a visit one step. */
export const step = (desk: Desk, { id, version }: Appointment, status: string): Promise<Appointment> =>
  desk.ask<Appointment>('POST', `/appointments/${id}/status`, { status }, { 'if-match': `"${version}"` });
