import { uuidv7 } from '@clinic/core';
import type { z } from 'zod';
import type { newAppointment } from './appointments.contract.ts';
import type { newPatient } from './patients.contract.ts';

/** A fresh UUID version 7. */
export const anId = (): string => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));

/** A valid registration; override what the test is about. */
export const aPatient = (override: Partial<z.input<typeof newPatient>> = {}): z.input<typeof newPatient> => ({
  familyName: `Lovelace-${anId().slice(-6)}`,
  givenName: 'Ada',
  birthDate: '1985-12-10',
  sex: 'female',
  confirmNotDuplicate: true,
  ...override,
});

type BookingIds = Pick<z.input<typeof newAppointment>, 'patientId' | 'practitionerId' | 'typeId'>;

/** A valid booking of known ids; its time is fixed in 2030 unless said. */
export const aBooking = (
  ids: BookingIds,
  override: Partial<z.input<typeof newAppointment>> = {},
): z.input<typeof newAppointment> => ({
  startsAt: '2030-01-08T15:00:00Z',
  reason: 'Check-up',
  ...ids,
  ...override,
});
