import type { AppointmentType, Patient, PatientSummary } from '@clinic/contracts';
import { useMemo, useState } from 'react';
import type { CalendarData } from './calendar.data.ts';
import type { Column } from './calendar.columns.ts';
import { judge, type Knowledge, type Verdict, type Wish } from './placement.ts';
import { stopAt, stopsOf, type Stop } from './stops.ts';
import type { CalendarModel } from './use-model.ts';

/** Who is being booked, as much of them as a booking shows. */
export type Booked = Pick<
  PatientSummary | Patient,
  'id' | 'familyName' | 'givenName' | 'birthDate' | 'sex' | 'fileNumber' | 'alerts'
>;

/** A booking that is being made. */
export type Booking = {
  practitionerId: string;
  startsAt: number;
  typeId: string;
  patient: Booked | null;
  reason: string;
};

export type BookingActs = {
  booking: Booking | null;
  wish: Wish | null;
  verdict: Verdict | null;
  /** At a place of the grid. */
  begin: (place: { column: number; minute: number }) => void;
  /** At a time that is known to be free; what was chosen and typed so far stays. */
  beginAt: (time: { practitionerId: string; startsAt: number; typeId?: string | undefined }) => void;
  change: (change: Partial<Booking>) => void;
  end: () => void;
};

const typeOf = (types: readonly AppointmentType[], id: string): AppointmentType | undefined =>
  types.find((type) => type.id === id);

/** The types there are, what a practitioner does most as far as it is in sight first. */
const typesInOrder = ({ appointments, reference }: Knowledge, practitionerId: string): AppointmentType[] => {
  const counts = new Map<string, number>();
  for (const appointment of appointments) {
    if (appointment.practitionerId !== practitionerId) continue;
    counts.set(appointment.typeId, (counts.get(appointment.typeId) ?? 0) + 1);
  }
  return reference.types
    .filter((type) => type.isActive)
    .sort((one, other) => (counts.get(other.id) ?? 0) - (counts.get(one.id) ?? 0));
};

/** What a practitioner does most. */
export const usualTypeOf = (knowledge: Knowledge, practitionerId: string): string =>
  typesInOrder(knowledge, practitionerId)[0]?.id ?? '';

/** The next multiple of five minutes: what can be booked from now on begins then. */
const nextFive = (instant: number): number => Math.ceil(instant / 300_000) * 300_000;

const beginOf = (stop: Stop | undefined, minute: number): number => {
  if (!stop) return Math.floor(minute / 15) * 15;
  return stop.kind === 'shut' ? Math.max(stop.start, Math.floor(minute / 15) * 15) : stop.start;
};

/** When a booking at a place begins: with the free quarter of an hour there, and in the one that runs now, now. */
export const startAt = (
  column: Column,
  minute: number,
  { axis, now }: { axis: CalendarModel['axis']; now: number },
): number => {
  const stops = stopsOf(column, 0, { axis, isFine: true });
  const stop = stopAt(stops, { column: 0, minute, id: null });
  const start = column.day.instantAt(beginOf(stop, minute));
  const soon = nextFive(now);
  const isRunning = stop?.kind === 'free' && start < now && soon < column.day.instantAt(stop.end);
  return isRunning ? soon : start;
};

const wishOf = (booking: Booking, model: CalendarModel, type: AppointmentType): Wish => {
  const column = model.all.find((one) => one.practitioner.id === booking.practitionerId);
  return {
    practitionerId: booking.practitionerId,
    typeId: booking.typeId,
    startsAt: booking.startsAt,
    endsAt: booking.startsAt + type.durationMinutes * 60_000,
    patientId: booking.patient?.id ?? null,
    roomId: column?.roomId ?? null,
    moved: null,
  };
};

const firstBooking = ({ draft, patient }: CalendarData): Booking | null =>
  draft && patient ? { ...draft, startsAt: Date.parse(draft.startsAt), patient } : null;

/** A booking from its first press to its last: where, what, who, and whether it can be had. */
export const useBooking = (data: CalendarData, model: CalendarModel): BookingActs => {
  // Who comes back from the registration goes on where they were.
  const [booking, setBooking] = useState<Booking | null>(() => firstBooking(data));
  const { knowledge } = model;
  const judged = useMemo(() => {
    const type = booking && typeOf(knowledge.reference.types, booking.typeId);
    if (!booking || !type) return { wish: null, verdict: null };
    const wish = wishOf(booking, model, type);
    return { wish, verdict: judge(wish, knowledge) };
  }, [booking, model, knowledge]);
  const fresh = (practitionerId: string, startsAt: number): Booking => {
    const begun = { practitionerId, startsAt, patient: data.patient ?? null, reason: '' };
    const types = typesInOrder(knowledge, practitionerId);
    // Of what is done most, the first that there is room for.
    const fits = (type: AppointmentType): boolean =>
      judge(wishOf({ ...begun, typeId: type.id }, model, type), knowledge).outcome === 'free';
    return { ...begun, typeId: (types.find(fits) ?? types[0])?.id ?? '' };
  };
  return {
    booking,
    ...judged,
    beginAt: ({ practitionerId, startsAt, typeId }) =>
      setBooking((current) => {
        const begun = current ?? fresh(practitionerId, startsAt);
        return { ...begun, practitionerId, startsAt, typeId: typeId ?? begun.typeId };
      }),
    begin: ({ column: index, minute }) => {
      const column = model.columns[index];
      if (!column) return;
      const startsAt = startAt(column, minute, { axis: model.axis, now: knowledge.now });
      setBooking(fresh(column.practitioner.id, startsAt));
    },
    change: (change) => setBooking((current) => current && { ...current, ...change }),
    end: () => setBooking(null),
  };
};
