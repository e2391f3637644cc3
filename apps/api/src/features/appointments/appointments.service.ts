import type { QueryOfEndpoint, listAppointments } from '@clinic/contracts';
import { notFound, type Clock, type Ids, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AppointmentRow, Repositories } from '@clinic/repositories';
import { clinicDay, todayIn } from '@clinic/scheduling';
import type { AuditTrail } from '#api/audit-trail.ts';
import type { ClinicMemory } from '#api/clinic-memory.ts';
import { readRange } from '#api/range.ts';
import type { WritePath } from '#api/write-path.ts';
import type { Rules } from './booking-rules.ts';

export type AppointmentsDeps = {
  database: Database;
  repositories: Pick<Repositories, 'appointments' | 'changeFeed' | 'importedPatients' | 'patients'>;
  writes: Pick<WritePath, 'run'>;
  audit: Pick<AuditTrail, 'record' | 'show'>;
  clinics: Pick<ClinicMemory, 'clinic' | 'reference'>;
  clock: Clock;
  ids: Ids;
};

/** The clinic and its reference data, as they are remembered: what a wish is measured by. */
export const rulesOf = async (
  { clinics }: Pick<AppointmentsDeps, 'clinics'>,
  context: RequestContext,
): Promise<Rules> => {
  const [clinic, reference] = await Promise.all([clinics.clinic(context), clinics.reference(context)]);
  return { clinic, reference };
};

/** Looking at appointments. A list is one line in the audit log with a count, one appointment a line of its own. */
export class AppointmentsService {
  private readonly deps: AppointmentsDeps;

  constructor(deps: AppointmentsDeps) {
    this.deps = deps;
  }

  async list(
    context: RequestContext,
    query: QueryOfEndpoint<typeof listAppointments>,
  ): Promise<AppointmentRow[]> {
    const { practitionerId, patientId } = query;
    return this.listRange(context, { ...readRange(query), practitionerId, patientId });
  }

  /** The clinic's own day: midnight to midnight in its time zone. */
  async listToday(context: RequestContext): Promise<AppointmentRow[]> {
    const { timeZone } = await this.deps.clinics.clinic(context);
    return this.listRange(context, clinicDay(timeZone, todayIn(timeZone, this.deps.clock.now())));
  }

  async read(context: RequestContext, id: string): Promise<AppointmentRow> {
    const { database, repositories, audit } = this.deps;
    const find = async (): Promise<AppointmentRow> => {
      const row = await database.readInClinic(context, (tx) => repositories.appointments.findById(tx, id));
      if (!row) throw notFound('Appointment');
      return row;
    };
    return audit.show(context, find, (row) => ({
      ...{
        action: 'appointment.read',
        patientId: row.patientId,
        resourceType: 'appointment',
        resourceId: id,
      },
      rows: [row],
    }));
  }

  private async listRange(
    context: RequestContext,
    range: { from: Date; to: Date; practitionerId?: string | undefined; patientId?: string | undefined },
  ): Promise<AppointmentRow[]> {
    const { database, repositories, audit } = this.deps;
    const { patientId = null } = range;
    return audit.show(
      context,
      () => database.readInClinic(context, (tx) => repositories.appointments.list(tx, range)),
      (rows) => ({ action: 'appointment.list', patientId, count: rows.length, rows }),
    );
  }
}
