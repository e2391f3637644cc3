import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@clinic/core';
import type { Ask } from './drive.ts';
import type { LoadedClinic } from './load-clinic.ts';
import { createDice, makePerson } from './people.ts';

/** What one case asks, and how many times the bare server's figure it may cost. */
export type Case = {
  name: string;
  ask: (index: number) => Ask;
  limits: { p50?: number; cpu?: number };
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SLOTS_PER_DAY = 280;

const search = (query: string): ((index: number) => Ask) => {
  return () => ({ method: 'POST', path: '/api/patients/search', body: { query } });
};

/** The next free five minutes: each its own, spread over practitioners and days. */
const bookingOf = (clinic: LoadedClinic, midnight: number) => {
  return (index: number): Ask => {
    const practitioners = clinic.practitionerIds.length;
    const place = Math.floor(index / practitioners);
    const day = 2 + Math.floor(place / SLOTS_PER_DAY);
    const startsAt = new Date(midnight + day * DAY_MS + (place % SLOTS_PER_DAY) * 5 * MINUTE_MS);
    return {
      method: 'POST',
      path: '/api/appointments',
      body: {
        id: uuidv7(Date.now(), randomBytes(10)),
        patientId: clinic.patientIds[index % clinic.patientIds.length],
        practitionerId: clinic.practitionerIds[index % practitioners],
        typeId: clinic.typeId,
        startsAt: startsAt.toISOString(),
        durationMinutes: 5,
        reason: 'Check-up',
      },
    };
  };
};

const registrationOf = (seed: number) => {
  const dice = createDice(seed);
  return (index: number): Ask => {
    const { givenName, familyName, birthDate, phone, email } = makePerson(dice, 5_000_000 + index);
    const body = { givenName, familyName, birthDate, phone, email, confirmNotDuplicate: true };
    return { method: 'POST', path: '/api/patients', body };
  };
};

/** The cases by name, with the limits the product is held to. */
export const casesOf = (clinic: LoadedClinic): Case[] => {
  const now = Date.now();
  const { patientIds } = clinic;
  return [
    {
      name: 'read',
      ask: (index) => ({ method: 'GET', path: `/api/patients/${patientIds[index % patientIds.length]}` }),
      limits: { cpu: 1.5 },
    },
    { name: 'search-common', ask: search('an'), limits: { p50: 1.5, cpu: 2.5 } },
    { name: 'search-rare', ask: search('zofia bak'), limits: { p50: 3, cpu: 2.5 } },
    { name: 'search-two-words', ask: search('garcia lopez'), limits: { p50: 6, cpu: 2.5 } },
    { name: 'search-none', ask: search('qqxqzz'), limits: { p50: 3, cpu: 2.5 } },
    { name: 'today', ask: () => ({ method: 'GET', path: '/api/appointments/today' }), limits: { cpu: 2.5 } },
    { name: 'create-patient', ask: registrationOf(99), limits: { cpu: 3 } },
    { name: 'create-appointment', ask: bookingOf(clinic, now - (now % DAY_MS)), limits: { cpu: 3 } },
  ];
};
