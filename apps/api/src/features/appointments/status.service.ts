import { blockingStatuses, type Appointment, type StatusChange } from '@clinic/contracts';
import { AppError, invalidBody, notFound, staleVersion, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { AppointmentRow } from '@clinic/repositories';
import { unchanged, type Outcome } from '#api/write-path.ts';
import { toAppointment } from './appointments.mapper.ts';
import { rulesOf, type AppointmentsDeps } from './appointments.service.ts';
import { wantedAgain } from './booking-rules.ts';
import { explainRefusal } from './slot-taken.ts';
import { takeStep, type StepResult } from './status-steps.ts';

const LONGEST_AGO_MS = 72 * 60 * 60_000;
// Clocks of desks differ; a step "now" may arrive from a minute ahead.
const TOLERATED_AHEAD_MS = 60_000;

const outOfRange = (message: string): AppError =>
  invalidBody([{ path: 'occurredAt', code: 'out_of_range', message }]);

/** When a step took place: now, or up to 72 hours ago when it is typed in later; never before the step before it. */
const occurredAt = (change: StatusChange, row: AppointmentRow, now: Date): Date => {
  if (change.occurredAt === undefined) return now;
  const at = new Date(change.occurredAt);
  const ago = now.getTime() - at.getTime();
  if (ago < -TOLERATED_AHEAD_MS || ago > LONGEST_AGO_MS) throw outOfRange('must lie in the last 72 hours');
  const before = row.checkedInAt ?? row.arrivedAt;
  if (before && at < before) throw outOfRange('must not be before the step before it');
  return at > now ? now : at;
};

/** The steps of a visit: arrived, called in, done; cancelled and missed; and each of them taken back. */
export class StatusService {
  private readonly deps: AppointmentsDeps;

  constructor(deps: AppointmentsDeps) {
    this.deps = deps;
  }

  change(
    context: RequestContext,
    { id, change }: { id: string; change: StatusChange },
    request: WriteRequest,
  ): Promise<Answer<Appointment>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    let current: AppointmentRow | undefined;
    return writes.run(context, request, {
      status: 200,
      kind: 'data',
      read: (tx) => repositories.appointments.findForUpdate(tx, id),
      write: async (tx, row): Promise<Outcome<Appointment>> => {
        if (!row) throw notFound('Appointment');
        current = row;
        // The same status again is no change, whichever version the sender saw: two desks may press one button.
        if (row.status === change.status) return unchanged(toAppointment(row));
        if (row.version !== request.version) throw staleVersion(toAppointment(row));
        const at = occurredAt(change, row, now);
        const step = takeStep(row, change.status, at);
        if (!step)
          throw new AppError(
            'invalid_transition',
            `A visit cannot go from ${row.status} to ${change.status}`,
          );
        return this.apply(tx, { context, row, step, at, now, reason: change.reason ?? null });
      },
      explain: (error) => this.explain(context, current, error),
    });
  }

  /** Taking a cancellation back may find the time given to somebody else. */
  private async explain(
    context: RequestContext,
    row: AppointmentRow | undefined,
    error: AppError,
  ): Promise<AppError> {
    if (!row || error.code !== 'slot_taken') return error;
    const rules = await rulesOf(this.deps, context);
    const wanted = wantedAgain(row, rules.reference);
    return explainRefusal(this.deps, { context, rules, wanted }, error);
  }

  private async apply(
    tx: Transaction,
    move: {
      context: RequestContext;
      row: AppointmentRow;
      step: StepResult;
      at: Date;
      now: Date;
      reason: string | null;
    },
  ): Promise<Outcome<Appointment>> {
    const { row, step, now, context } = move;
    const { appointments, changeFeed } = this.deps.repositories;
    const { isUndo, ...columns } = step;
    const next = { ...row, ...columns, version: row.version + 1 };
    if (blockingStatuses.includes(step.status) && !blockingStatuses.includes(row.status)) {
      await changeFeed.lock(tx);
    }
    const entry = { id: this.deps.ids.next(), appointmentId: row.id, from: row.status, to: step.status };
    const when = { occurredAt: move.at, recordedAt: now, actorId: context.actorId, reason: move.reason };
    // Sent before anybody is looked at as seen or not: the last visit is worked out from what stands then.
    const changed = appointments.changeStatus(tx, { ...columns, id: row.id, version: row.version, now });
    // It is waited for with the rest, where its failure is heard.
    changed.catch(() => undefined);
    if (row.status === 'fulfilled') await changed;
    const seen = await this.touchPatient(tx, { row, step, now });
    return {
      output: toAppointment(next),
      changes: [{ entity: 'appointment', id: row.id, version: next.version }, ...seen],
      audit: [
        {
          action: isUndo ? 'appointment.undo' : `appointment.${step.status}`,
          patientId: row.patientId,
          resourceType: 'appointment',
          resourceId: row.id,
        },
      ],
      statements: [changed, appointments.insertStep(tx, { ...entry, ...when })],
    };
  }

  /** Someone who was seen moves to the top of every list of patients, and back when they were not seen after all. */
  private async touchPatient(tx: Transaction, done: { row: AppointmentRow; step: StepResult; now: Date }) {
    const { row, step, now } = done;
    const { patients, importedPatients } = this.deps.repositories;
    const at = row.checkedInAt ?? row.startsAt;
    if (row.status === 'fulfilled') {
      const moved = await importedPatients.restoreVisits(tx, new Map([[row.patientId, at]]), now);
      return moved.map(({ id, version }) => ({ entity: 'patient', id, version }));
    }
    if (step.status !== 'fulfilled') return [];
    const version = await patients.touchSeen(tx, row.patientId, { at, now });
    return version === undefined ? [] : [{ entity: 'patient', id: row.patientId, version }];
  }
}
