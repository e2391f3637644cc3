import type { Clock, RequestContext } from '@clinic/core';
import type { Shelf, TenantCache } from '@clinic/cache';
import type { Database, Doorbell, Transaction } from '@clinic/database';
import type {
  AppointmentTypeRow,
  ClinicRow,
  PractitionerRow,
  Repositories,
  RoomRow,
  ScheduleExceptionRow,
  WorkingHoursRow,
} from '@clinic/repositories';

export type ClinicMemoryDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'isHealthy' | 'onDeaf' | 'onRing'>;
  repositories: Pick<Repositories, 'clinics' | 'reference'>;
  cache: TenantCache;
  clock: Clock;
};

/** All there is to know of a clinic's days: who works when, where, and on what. */
export type ReferenceData = {
  practitioners: PractitionerRow[];
  rooms: RoomRow[];
  types: AppointmentTypeRow[];
  hours: WorkingHoursRow[];
  exceptions: ScheduleExceptionRow[];
};

const KEY = 'current';
// While changes elsewhere are heard at once a memory may be old; otherwise it is asked for again after a second.
const UNHEARD_MS = 1_000;

/** Settings and reference data of the clinics this process serves: no patient data, fresh within a second of a change. */
export class ClinicMemory {
  private readonly deps: ClinicMemoryDeps;
  private readonly clinics: Shelf<ClinicRow>;
  private readonly references: Shelf<ReferenceData>;
  private readonly checkedAtMs = new Map<string, number>();

  constructor(deps: ClinicMemoryDeps) {
    this.deps = deps;
    this.clinics = deps.cache.shelf('clinic');
    this.references = deps.cache.shelf('reference');
    deps.doorbell.onRing((clinicId, kind) => {
      if (kind === 'reference') this.forget(clinicId);
    });
    deps.doorbell.onDeaf(() => deps.cache.clear());
  }

  clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> {
    this.doubt(context.clinicId);
    return this.clinics.read(context.clinicId, KEY, () =>
      this.deps.database.readInClinic(context, async (tx) => {
        const clinic = await this.deps.repositories.clinics.find(tx);
        if (!clinic) throw new Error('The clinic of a session does not exist');
        return clinic;
      }),
    );
  }

  reference(context: Pick<RequestContext, 'clinicId'>): Promise<ReferenceData> {
    this.doubt(context.clinicId);
    return this.references.read(context.clinicId, KEY, () =>
      this.deps.database.readInClinic(context, (tx) => this.load(tx)),
    );
  }

  forget(clinicId: string): void {
    this.clinics.drop(clinicId);
    this.references.drop(clinicId);
  }

  /** While nothing is heard from other replicas, what is remembered is believed for a second only. */
  private doubt(clinicId: string): void {
    if (this.deps.doorbell.isHealthy()) return;
    const nowMs = this.deps.clock.now().getTime();
    if (nowMs - (this.checkedAtMs.get(clinicId) ?? 0) < UNHEARD_MS) return;
    this.checkedAtMs.set(clinicId, nowMs);
    this.forget(clinicId);
  }

  private async load(tx: Transaction): Promise<ReferenceData> {
    const { reference } = this.deps.repositories;
    const [practitioners, rooms, types, hours, exceptions] = await Promise.all([
      reference.listPractitioners(tx),
      reference.listRooms(tx),
      reference.listAppointmentTypes(tx),
      reference.listWorkingHours(tx),
      reference.listExceptions(tx),
    ]);
    return { practitioners, rooms, types, hours, exceptions };
  }
}
