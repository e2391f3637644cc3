import { describe, expect, it } from 'vitest';
import {
  appointmentChange,
  appointmentStatuses,
  newAppointment,
  statusChange,
  statusSteps,
} from './appointments.contract.ts';
import { signIn, signOut, stepUp } from './auth.contract.ts';
import { newPatient, patientChange } from './patients.contract.ts';
import { problem } from './problem.ts';
import { newPassword } from './schema.ts';
import { settings, settingDefaults, settingsChange } from './settings.contract.ts';
import { aBooking, anId, aPatient } from './testing.ts';

const isTaken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a registration', () => {
  it('needs a family name, and nothing else', () => {
    expect(isTaken(newPatient, { familyName: 'Sukarno' })).toBe(true);
    expect(isTaken(newPatient, { givenName: 'Sukarno' })).toBe(false);
    expect(isTaken(newPatient, aPatient())).toBe(true);
  });

  it('may leave a thing open, and a change may clear it', () => {
    for (const field of [
      'givenName',
      'preferredName',
      'birthDate',
      'sex',
      'phone',
      'email',
      'address',
      'language',
      'notes',
    ]) {
      expect(isTaken(newPatient, { familyName: 'x', [field]: null }), field).toBe(true);
      expect(isTaken(patientChange, { [field]: null }), field).toBe(true);
    }
    expect(isTaken(patientChange, { familyName: null })).toBe(false);
    expect(isTaken(patientChange, {})).toBe(true);
  });

  it('keeps its lists short', () => {
    const identifier = { system: 'passport', value: 'X1' };
    expect(isTaken(newPatient, { familyName: 'x', identifiers: Array(20).fill(identifier) })).toBe(true);
    expect(isTaken(newPatient, { familyName: 'x', identifiers: Array(21).fill(identifier) })).toBe(false);
    expect(isTaken(newPatient, { familyName: 'x', otherPhones: Array(11).fill('+12125550147') })).toBe(false);
  });

  it('cannot be changed into somebody with another id or confirmed after the fact', () => {
    expect(isTaken(patientChange, { id: anId() })).toBe(false);
    expect(isTaken(patientChange, { confirmNotDuplicate: true })).toBe(false);
  });
});

describe('a booking', () => {
  const ids = { patientId: anId(), practitionerId: anId(), typeId: anId() };

  it('lasts from five minutes to eight hours, in whole minutes', () => {
    expect(isTaken(newAppointment, aBooking(ids))).toBe(true);
    for (const [durationMinutes, expected] of [
      [5, true],
      [480, true],
      [4, false],
      [481, false],
      [7.5, false],
      ['30', false],
    ] as const) {
      expect(isTaken(newAppointment, { ...aBooking(ids), durationMinutes }), String(durationMinutes)).toBe(
        expected,
      );
      expect(isTaken(appointmentChange, { durationMinutes }), String(durationMinutes)).toBe(expected);
    }
  });

  it('is overbooked with a reason alone', () => {
    expect(isTaken(newAppointment, { ...aBooking(ids), overbook: { reason: 'An emergency' } })).toBe(true);
    expect(isTaken(newAppointment, { ...aBooking(ids), overbook: {} })).toBe(false);
    expect(isTaken(newAppointment, { ...aBooking(ids), overbook: { reason: ' ' } })).toBe(false);
    expect(isTaken(newAppointment, { ...aBooking(ids), overbook: true })).toBe(false);
  });

  it('stays with its patient when it is moved', () => {
    expect(isTaken(appointmentChange, { patientId: anId() })).toBe(false);
    expect(isTaken(appointmentChange, { roomId: null, reason: null })).toBe(true);
  });
});

describe('the steps of a visit', () => {
  it('lead to statuses there are, never to the same one, and nowhere from the end', () => {
    for (const status of appointmentStatuses) {
      for (const next of statusSteps[status]) {
        expect(appointmentStatuses).toContain(next);
        expect(next).not.toBe(status);
      }
    }
    expect(statusSteps).toEqual({
      ...{ booked: ['arrived', 'cancelled', 'noshow'], arrived: ['checked-in', 'cancelled', 'noshow'] },
      ...{ 'checked-in': ['fulfilled', 'cancelled'], fulfilled: [], cancelled: [], noshow: [] },
    });
  });

  it('say when they took place as an instant, or not at all', () => {
    expect(isTaken(statusChange, { status: 'arrived' })).toBe(true);
    expect(isTaken(statusChange, { status: 'here' })).toBe(false);
    expect(isTaken(statusChange, { status: 'arrived', occurredAt: '2026-11-23' })).toBe(false);
  });
});

describe('settings', () => {
  it('start with defaults that are settings themselves', () => {
    expect(isTaken(settings, { version: 1, name: 'A clinic', ...settingDefaults })).toBe(true);
  });

  it.each(['Europe/Zurich', 'America/Argentina/Buenos_Aires', 'UTC'])('know the zone %s', (timeZone) => {
    expect(isTaken(settingsChange, { timeZone })).toBe(true);
  });

  it.each(['Europe/Atlantis', '', 'local', `Europe/${'x'.repeat(80)}`])('know no zone %j', (timeZone) => {
    expect(isTaken(settingsChange, { timeZone })).toBe(false);
  });

  it('may be brought back to their default, but for the name', () => {
    for (const field of Object.keys(settingDefaults))
      expect(isTaken(settingsChange, { [field]: null }), field).toBe(true);
    expect(isTaken(settingsChange, { name: null })).toBe(false);
  });
});

describe('signing in and out', () => {
  it('takes an address, a password and, where there are several, a clinic', () => {
    const credentials = { email: 'ada@example.org', password: 'x' };
    expect(isTaken(signIn.body, credentials)).toBe(true);
    expect(isTaken(signIn.body, { ...credentials, clinicId: anId(), otp: '123456' })).toBe(true);
    expect(isTaken(signIn.body, { ...credentials, role: 'admin' })).toBe(false);
    expect(isTaken(signOut.body, undefined)).toBe(true);
    expect(isTaken(signOut.body, { clearStorage: 'yes' })).toBe(false);
  });
});

describe('a new password', () => {
  it('has twelve characters as a person counts them, whatever they are', () => {
    for (const [text, expected] of [
      ['x'.repeat(12), true],
      ['x'.repeat(11), false],
      ['🐎'.repeat(12), true],
      ['🐎'.repeat(11), false],
      ['e\u0301'.repeat(11), false],
      [' '.repeat(12), true],
      ['x'.repeat(128), true],
      ['x'.repeat(129), false],
      [`${'x'.repeat(12)}\0`, false],
    ] as const) {
      expect(isTaken(newPassword, text), text).toBe(expected);
    }
  });
});

it('proves again who somebody is by a password or by a code, and not by both or neither', () => {
  expect(isTaken(stepUp.body, { password: 'x' })).toBe(true);
  expect(isTaken(stepUp.body, { otp: '123456' })).toBe(true);
  expect(isTaken(stepUp.body, { password: 'x', otp: '123456' })).toBe(false);
  expect(isTaken(stepUp.body, {})).toBe(false);
});

it('a refusal may carry more than every refusal has', () => {
  const refusal = { type: 'about:blank', title: 'x', status: 409, code: 'slot_taken', requestId: 'r' };
  expect(problem.parse({ ...refusal, blocking: [] })).toEqual({ ...refusal, blocking: [] });
  expect(isTaken(problem, { ...refusal, status: '409' })).toBe(false);
});
