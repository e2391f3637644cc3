import { AppError } from '@clinic/core';
import type { Blocking } from '@clinic/repositories';

/** Lane 0 is the ordinary one; any other is an overbooking and has its reason. */
export type Lane = { lane: number; overbookReason: string | null };

type Wanted = {
  practitionerId: string;
  roomId: string | null;
  patientId: string;
  overbookReason: string | null;
};

const LAST_LANE = 9;

const whatOf = (row: Blocking, wanted: Wanted): 'patient' | 'practitioner' | 'room' => {
  if (row.patientId === wanted.patientId) return 'patient';
  return row.practitionerId === wanted.practitionerId ? 'practitioner' : 'room';
};

/** The refusal of a time that is taken: when it is taken and by what, never by whom. */
export const slotTaken = (blocking: readonly Blocking[], wanted: Wanted): AppError =>
  new AppError('slot_taken', 'This time is already taken', {
    extra: {
      blocking: blocking.map((row) => ({
        startsAt: row.startsAt.toISOString(),
        endsAt: row.endsAt.toISOString(),
        what: whatOf(row, wanted),
      })),
    },
  });

/**
 * The lane a visit goes into: the ordinary one when nothing is in the way, the next free one when something is and a
 * reason to overbook was given. Nobody can be in two places: the patient's own visits always stand in the way.
 * @throws AppError `slot_taken`.
 */
export const findLane = (wanted: Wanted, blocking: readonly Blocking[]): Lane => {
  const isPatientBusy = blocking.some((row) => row.patientId === wanted.patientId);
  if (!isPatientBusy && blocking.length === 0) return { lane: 0, overbookReason: null };
  if (isPatientBusy || wanted.overbookReason === null) throw slotTaken(blocking, wanted);
  const taken = new Set(blocking.map((row) => row.lane));
  for (let lane = 1; lane <= LAST_LANE; lane += 1) {
    if (!taken.has(lane)) return { lane, overbookReason: wanted.overbookReason };
  }
  throw slotTaken(blocking, wanted);
};
