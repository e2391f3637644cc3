import type { Blocking } from '@clinic/repositories';
import { slotTaken } from './slot-taken.ts';

/** Lane 0 is the ordinary one; any other is an overbooking and has its reason. */
export type Lane = { lane: number; overbookReason: string | null };

type Wanted = {
  practitionerId: string;
  roomId: string | null;
  patientId: string;
  overbookReason: string | null;
};

const LAST_LANE = 9;

/**
 * The lane a visit goes into: the ordinary one when nothing is in the way, the next free one when something is, or when
 * the time lies outside the hours, and a reason to overbook was given. Nobody can be in two places: the patient's own
 * visits always stand in the way.
 * @throws AppError `slot_taken`.
 */
export const findLane = (
  wanted: Wanted,
  { blocking, isInHours }: { blocking: readonly Blocking[]; isInHours: boolean },
): Lane => {
  if (blocking.length === 0 && isInHours) return { lane: 0, overbookReason: null };
  const isPatientBusy = blocking.some((row) => row.patientId === wanted.patientId);
  if (isPatientBusy || wanted.overbookReason === null) throw slotTaken(blocking, wanted);
  const taken = new Set(blocking.map((row) => row.lane));
  for (let lane = 1; lane <= LAST_LANE; lane += 1) {
    if (!taken.has(lane)) return { lane, overbookReason: wanted.overbookReason };
  }
  throw slotTaken(blocking, wanted);
};
