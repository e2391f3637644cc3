import { addDays, DAY_MS, instantOf, MINUTE_MS, weekdayOf } from './clinic-calendar.ts';
import type { ClinicProfile, VisitProfile } from './clinic-profile.ts';
import type { DemoClinic, DemoPatient } from './demo-clinic.ts';
import type { Dice } from './dice.ts';
import { openWindows } from './open-windows.ts';
import type { WallWindow } from './open-windows.ts';

/** A clinic that has everything but appointments, and the day it is today. */
export type OpenClinic = Pick<
  DemoClinic,
  'practitioners' | 'rooms' | 'appointmentTypes' | 'workingHours' | 'exceptions' | 'patients'
> & { profile: ClinicProfile; dice: Dice; now: Date; today: string };

/** A visit with a place in the diary; what became of it is decided later. */
export type PlannedVisit = {
  patient: DemoPatient;
  practitionerId: string;
  typeId: string;
  roomId: string;
  startsAt: Date;
  endsAt: Date;
  reason: string;
};

const PAST_DAYS = 730;
const FUTURE_DAYS = 70;

/** How full a day is: two busy weeks around today, sparse history before, and a future that thins out. */
const fillOf = (daysAhead: number): number => {
  if (daysAhead < -28) return 0.008;
  if (daysAhead < -6) return 0.25;
  if (daysAhead <= 6) return daysAhead === 0 ? 0.93 : 0.8;
  if (daysAhead <= 13) return 0.45;
  if (daysAhead <= 27) return 0.2;
  return 0.06;
};

// Nothing is planned on these afternoons, so that there is always a row of free times that touch.
const isKeptFree = (practitioner: number, date: string): boolean =>
  (practitioner === 0 && weekdayOf(date) === 4) || (practitioner === 1 && weekdayOf(date) === 6);

const windowsOf = (clinic: OpenClinic, practitioner: number, date: string): WallWindow[] => {
  const windows = openWindows(clinic, clinic.practitioners[practitioner]?.id ?? '', date);
  const isQuiet = date >= addDays(clinic.today, 7) && isKeptFree(practitioner, date);
  return isQuiet ? windows.filter(({ end }) => end <= 750) : windows;
};

const ageOn = (patient: DemoPatient, date: string): number =>
  patient.birthDate === null ? 40 : (Date.parse(date) - Date.parse(patient.birthDate)) / DAY_MS / 365.25;

/** One date while it is being filled: who already comes, and when the shared rooms are held. */
type Day = {
  clinic: OpenClinic;
  date: string;
  coming: Set<string>;
  held: { roomId: string; start: number; end: number }[];
};

type Offer = { practitioner: number; visit: VisitProfile };

const suits = (day: Day, { practitioner, visit }: Offer, patient: DemoPatient): boolean => {
  const age = ageOn(patient, day.date);
  const [youngest, oldest] = day.clinic.profile.practitioners[practitioner]?.ages ?? visit.ages;
  const isOfAge = age >= Math.max(youngest, visit.ages[0]) && age < Math.min(oldest, visit.ages[1]) + 1;
  const isRegistered = patient.createdAt.getTime() < Date.parse(`${day.date}T00:00Z`);
  return isOfAge && isRegistered && (!visit.sex || visit.sex === patient.sex) && !day.coming.has(patient.id);
};

/** Someone who may come for this on that day; undefined when forty people asked could not. */
export const findPatient = (day: Day, offer: Offer): DemoPatient | undefined => {
  for (let tries = 0; tries < 40; tries += 1) {
    const patient = day.clinic.dice.pick(day.clinic.patients);
    if (suits(day, offer, patient)) return patient;
  }
  return undefined;
};

export const reasonOf = (dice: Dice, visit: VisitProfile, age: number): string =>
  dice.pick(age < 14 ? (visit.childReasons ?? visit.reasons) : visit.reasons);

/** The shared room the visit needs where that is free, else the practitioner's own. */
const roomFor = (day: Day, { practitioner, visit }: Offer, start: number): string => {
  const own = day.clinic.practitioners[practitioner]?.roomId ?? '';
  const shared = visit.room === undefined ? undefined : day.clinic.rooms[visit.room]?.id;
  if (!shared) return own;
  const wanted = { start: start - visit.buffers[0], end: start + visit.durationMinutes + visit.buffers[1] };
  const isTaken = day.held.some(
    ({ roomId, ...other }) => roomId === shared && other.start < wanted.end && wanted.start < other.end,
  );
  if (isTaken) return own;
  day.held.push({ roomId: shared, ...wanted });
  return shared;
};

const planVisit = (day: Day, offer: Offer, start: number): PlannedVisit | undefined => {
  const { clinic, date } = day;
  const patient = findPatient(day, offer);
  const type = clinic.appointmentTypes[clinic.profile.visits.indexOf(offer.visit)];
  if (!patient || !type) return undefined;
  day.coming.add(patient.id);
  const startsAt = instantOf(clinic.profile.timeZone, { date, minutes: start });
  return {
    patient,
    practitionerId: clinic.practitioners[offer.practitioner]?.id ?? '',
    typeId: type.id,
    roomId: roomFor(day, offer, start),
    startsAt,
    endsAt: new Date(startsAt.getTime() + type.durationMinutes * MINUTE_MS),
    reason: reasonOf(clinic.dice, offer.visit, ageOn(patient, date)),
  };
};

type Stretch = { practitioner: number; window: WallWindow; fill: number };

/** Fills one stretch of work from its beginning, visit by visit, with a gap here and there. */
const packWindow = (day: Day, { practitioner, window, fill }: Stretch): PlannedVisit[] => {
  const { dice, profile } = day.clinic;
  const visits = profile.visits.filter((visit) => visit.practitioners.includes(practitioner));
  const planned: PlannedVisit[] = [];
  let cursor = window.start;
  while (cursor <= window.end - 10) {
    const visit = dice.pickWeighted(visits);
    const start = cursor + visit.buffers[0];
    const end = start + visit.durationMinutes;
    const made = end <= window.end && dice.chance(fill) && planVisit(day, { practitioner, visit }, start);
    if (made) planned.push(made);
    cursor = made ? end + visit.buffers[1] : cursor + dice.pick([10, 15, 20]);
  }
  return planned;
};

const packDay = (clinic: OpenClinic, daysAhead: number): PlannedVisit[] => {
  const date = addDays(clinic.today, daysAhead);
  const day: Day = { clinic, date, coming: new Set(), held: [] };
  return clinic.practitioners.flatMap((_, practitioner) =>
    windowsOf(clinic, practitioner, date).flatMap((window) =>
      packWindow(day, { practitioner, window, fill: fillOf(daysAhead) }),
    ),
  );
};

/** Two years of history and ten weeks to come: no practitioner, room or patient is ever in two places. */
export const packDays = (clinic: OpenClinic): PlannedVisit[] =>
  Array.from({ length: PAST_DAYS + FUTURE_DAYS + 1 }, (_, index) =>
    packDay(clinic, index - PAST_DAYS),
  ).flat();
