import type { DayLoad, QueryOfEndpoint, ScheduleEntry, Slot, listSlots } from '@clinic/contracts';
import { notFound, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Repositories } from '@clinic/repositories';
import { exceptionIntervals, freeSlots, openIntervals, type Slot as FreeSlot } from '@clinic/scheduling';
import { busyOf, scheduleOf } from '#api/clinic-calendar.ts';
import type { ClinicMemory, ReferenceData } from '#api/clinic-memory.ts';
import { readMonth, readRange } from '#api/range.ts';
import { dayLoads } from './day-loads.ts';

export type SchedulesDeps = {
  database: Database;
  repositories: Pick<Repositories, 'appointments'>;
  clinics: Pick<ClinicMemory, 'clinic' | 'reference'>;
  clock: Clock;
};

const toTimes = (interval: { startsAt: Date; endsAt: Date }) => ({
  startsAt: interval.startsAt.toISOString(),
  endsAt: interval.endsAt.toISOString(),
});

const toSlot = (slot: FreeSlot): Slot => ({
  practitionerId: slot.practitionerId,
  ...toTimes(slot),
  ...(slot.roomId === undefined ? {} : { roomId: slot.roomId }),
});

/** An id of an address may come in capital letters. */
const findById = <Item extends { id: string }>(items: readonly Item[], id: string): Item | undefined =>
  items.find((each) => each.id === id.toLowerCase());

/** Reference data and what follows from it. */
export class SchedulesService {
  private readonly deps: SchedulesDeps;

  constructor(deps: SchedulesDeps) {
    this.deps = deps;
  }

  reference(context: RequestContext): Promise<ReferenceData> {
    return this.deps.clinics.reference(context);
  }

  /** Open hours and every departure from them, in order of time. */
  async schedule(context: RequestContext, query: { from: string; to: string }): Promise<ScheduleEntry[]> {
    const range = readRange(query);
    const schedule = await this.scheduleOf(context);
    const open = openIntervals(schedule, range).map((interval): ScheduleEntry => ({
      practitionerId: interval.practitionerId,
      kind: 'open',
      reason: null,
      ...toTimes(interval),
    }));
    const departures = exceptionIntervals(schedule, range).map((interval): ScheduleEntry => ({
      practitionerId: interval.practitionerId,
      kind: interval.kind,
      reason: interval.reason,
      ...toTimes(interval),
    }));
    return [...open, ...departures];
  }

  /** Every start of one type of visit that is free, five minutes apart, from now on. */
  async slots(context: RequestContext, query: QueryOfEndpoint<typeof listSlots>): Promise<Slot[]> {
    const range = readRange(query);
    const [clinic, reference] = await Promise.all([
      this.deps.clinics.clinic(context),
      this.deps.clinics.reference(context),
    ]);
    const type = findById(reference.types, query.typeId);
    if (!type) throw notFound('Appointment type');
    const practitionerIds = practitionersOf(reference, query.practitionerId);
    // Who and what is no longer in use is known, and has no free time.
    if (!type.isActive || practitionerIds.length === 0) return [];
    const schedule = { ...scheduleOf(clinic, reference), practitionerIds };
    const rows = await this.deps.database.readInClinic(context, (tx) =>
      this.deps.repositories.appointments.listBusy(tx, reachOf(range, type, reference)),
    );
    const now = this.deps.clock.now();
    return freeSlots(openIntervals(schedule, range), {
      zone: schedule.zone,
      busy: busyOf(rows, reference),
      durationMinutes: type.durationMinutes,
      bufferBeforeMinutes: type.bufferBeforeMinutes,
      bufferAfterMinutes: type.bufferAfterMinutes,
      notBefore: now > range.from ? now : range.from,
      startsBefore: range.to,
    }).map(toSlot);
  }

  /** How full each practitioner's days are: what a month shows at a glance. */
  async loads(context: RequestContext, query: { from: string; to: string }): Promise<DayLoad[]> {
    const range = readMonth(query);
    const [schedule, held] = await Promise.all([
      this.scheduleOf(context),
      this.deps.database.readInClinic(context, (tx) =>
        this.deps.repositories.appointments.listHeld(tx, range),
      ),
    ]);
    return dayLoads(schedule, held, range);
  }

  private async scheduleOf(context: RequestContext) {
    const [clinic, reference] = await Promise.all([
      this.deps.clinics.clinic(context),
      this.deps.clinics.reference(context),
    ]);
    return scheduleOf(clinic, reference);
  }
}

/** A visit may begin at the end of the range and last beyond it, and buffers reach out of it on both sides. */
const reachOf = (
  range: { from: Date; to: Date },
  type: { durationMinutes: number },
  { types }: ReferenceData,
): { from: Date; to: Date } => {
  const buffers = types.flatMap((each) => [each.bufferBeforeMinutes, each.bufferAfterMinutes]);
  const beyondMs = (type.durationMinutes + 2 * Math.max(0, ...buffers)) * 60_000;
  return { from: new Date(range.from.getTime() - beyondMs), to: new Date(range.to.getTime() + beyondMs) };
};

const practitionersOf = (reference: ReferenceData, practitionerId: string | undefined): string[] => {
  const active = reference.practitioners.filter((each) => each.isActive);
  if (practitionerId === undefined) return active.map((each) => each.id);
  const wanted = findById(reference.practitioners, practitionerId);
  if (!wanted) throw notFound('Practitioner');
  return active.includes(wanted) ? [wanted.id] : [];
};
