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

type Time = { startsAt: string; practitionerId: string; typeId: string; overbook?: { reason: string } };

/** The time of somebody who is due today: late in a busy day there is no other. */
const takenTimeToday = async (desk: Desk, from: number): Promise<Time> => {
  const { items } = await desk.ask<Items<Appointment>>('GET', '/appointments/today');
  const due = items.findLast(({ status, startsAt }) => status === 'booked' && Date.parse(startsAt) > from);
  if (!due) throw new Error('Nobody is due today, and no time is free');
  const { startsAt, practitionerId, typeId } = due;
  return { startsAt, practitionerId, typeId, overbook: { reason: 'Cannot wait' } };
};

const timeToday = async (desk: Desk): Promise<Time> => {
  const now = Date.now();
  const { minute } = wallOf(await zoneOf(desk), new Date(now));
  const from = now + 10 * MINUTE_MS;
  const slots = await freeTimes(desk, from, now + (1440 - minute) * MINUTE_MS);
  const [slot] = slots.toSorted((one, other) => one.startsAt.localeCompare(other.startsAt));
  if (!slot) return takenTimeToday(desk, from);
  const { startsAt, practitionerId, typeId } = slot;
  return { startsAt, practitionerId, typeId };
};

/** Books somebody today. */
export const bookToday = async (desk: Desk, patientId: string): Promise<Appointment> =>
  desk.ask<Appointment>('POST', '/appointments', { patientId, ...(await timeToday(desk)) });

/** Takes a visit one step. */
export const step = (desk: Desk, { id, version }: Appointment, status: string): Promise<Appointment> =>
  desk.ask<Appointment>('POST', `/appointments/${id}/status`, { status }, { 'if-match': `"${version}"` });
