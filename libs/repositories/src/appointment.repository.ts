import type { Alert, AppointmentStatus } from '@clinic/contracts';
import type { SqlValue, Transaction } from '@clinic/database';
import type { ClinicCipher, ClinicCiphers } from './clinic-ciphers.ts';
import { openAlerts, openIdentity, type PatientIdentity } from './patient.columns.ts';

/** An appointment with the person it is for, opened. */
export type AppointmentRow = {
  id: string;
  version: number;
  patientId: string;
  patient: PatientIdentity;
  alerts: Alert[];
  practitionerId: string;
  typeId: string;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore: AppointmentStatus | null;
  arrivedAt: Date | null;
  checkedInAt: Date | null;
  fulfilledAt: Date | null;
  lane: number;
  reason: string | null;
  overbookReason: string | null;
  createdAt: Date;
};

export type NewAppointmentRow = {
  id: string;
  patientId: string;
  practitionerId: string;
  typeId: string;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore?: AppointmentStatus | null;
  arrivedAt?: Date | null;
  checkedInAt?: Date | null;
  fulfilledAt?: Date | null;
  lane: number;
  reason: string | null;
  overbookReason: string | null;
  now: Date;
};

export type AppointmentMove = Pick<
  NewAppointmentRow,
  | 'practitionerId'
  | 'typeId'
  | 'roomId'
  | 'startsAt'
  | 'endsAt'
  | 'lane'
  | 'reason'
  | 'overbookReason'
  | 'now'
> & { id: string; version: number };

export type StatusUpdate = {
  id: string;
  version: number;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore: AppointmentStatus | null;
  arrivedAt: Date | null;
  checkedInAt: Date | null;
  fulfilledAt: Date | null;
  now: Date;
};

/** Time of a practitioner that is booked, under way or done. */
export type Held = Pick<Blocking, 'practitionerId' | 'startsAt' | 'endsAt'>;

/** What stands in the way of a time: whose it is, when, and in which lane. */
export type Blocking = {
  id: string;
  practitionerId: string;
  roomId: string | null;
  patientId: string;
  startsAt: Date;
  endsAt: Date;
  lane: number;
  typeId: string;
};

export type Wanted = {
  startsAt: Date;
  endsAt: Date;
  practitionerId: string;
  roomId: string | null;
  patientId: string | null;
  /** The appointment being moved does not stand in its own way. */
  exceptId: string | null;
};

/** A visit in the list of one person: an appointment, or an encounter that had none. */
export type VisitRow = {
  kind: 'appointment' | 'encounter';
  id: string;
  startsAt: Date;
  endsAt: Date;
  status: string;
  practitionerId: string | null;
  typeId: string | null;
  reason: string | null;
};

type Stored = Omit<AppointmentRow, 'patient' | 'alerts' | 'reason' | 'overbookReason'> & {
  identityEnc: Buffer;
  alertsEnc: Buffer | null;
  reasonEnc: Buffer | null;
  overbookReasonEnc: Buffer | null;
};

const TABLE = 'appointments';
const DAY_MS = 24 * 60 * 60_000;

const SELECT = `
  select a.id, a.version, a.patient_id as "patientId", a.practitioner_id as "practitionerId", a.type_id as "typeId",
    a.room_id as "roomId", a.starts_at as "startsAt", a.ends_at as "endsAt", a.status, a.status_since as "statusSince",
    a.status_before as "statusBefore", a.arrived_at as "arrivedAt", a.checked_in_at as "checkedInAt",
    a.fulfilled_at as "fulfilledAt", a.lane, a.reason_enc as "reasonEnc", a.overbook_reason_enc as "overbookReasonEnc",
    a.created_at as "createdAt", p.identity_enc as "identityEnc", p.alerts_enc as "alertsEnc"
  from appointments a join patients p on p.clinic_id = a.clinic_id and p.id = a.patient_id`;

const FIND = `${SELECT} where a.clinic_id = $1 and a.id = $2 and p.clinic_id = $1`;

const FIND_FOR_UPDATE = `${FIND} for no key update of a`;

// What overlaps a range starts before its end and, unless it is longer than a day, within the day before its start.
const inRange = (filter: string): string => `
  ${SELECT}
  where a.clinic_id = $1 and p.clinic_id = $1 and a.starts_at < $3 and a.starts_at >= $4 and a.ends_at > $2 ${filter}
  union all
  ${SELECT}
  where a.clinic_id = $1 and p.clinic_id = $1 and a.is_long and a.ends_at > $2 and a.starts_at < $4 ${filter}
  order by "startsAt", "id"`;

const LIST = inRange('');
const LIST_OF_PRACTITIONER = inRange('and a.practitioner_id = $5');
const LIST_OF_PATIENT = inRange('and a.patient_id = $5');
const LIST_OF_BOTH = inRange('and a.practitioner_id = $5 and a.patient_id = $6');

const BLOCKING_COLUMNS = `
  a.id, a.practitioner_id as "practitionerId", a.room_id as "roomId", a.patient_id as "patientId",
  a.starts_at as "startsAt", a.ends_at as "endsAt", a.lane, a.type_id as "typeId"`;

const blocked = (whose: string): string => `
  select ${BLOCKING_COLUMNS} from appointments a
  where a.clinic_id = $1 and ${whose} and a.starts_at < $3 and a.starts_at >= $4 and a.ends_at > $2
    and a.status in ('booked', 'arrived', 'checked-in')`;

const LIST_BLOCKING = `
  ${blocked('a.practitioner_id = $5')}
  union ${blocked('a.room_id = $6')}
  union ${blocked('a.patient_id = $7')}`;

const LIST_BUSY = `
  select ${BLOCKING_COLUMNS} from appointments a
  where a.clinic_id = $1 and a.starts_at < $3 and a.starts_at >= $4 and a.ends_at > $2
    and a.status in ('booked', 'arrived', 'checked-in')
  order by a.starts_at`;

// What is over or still to come took its time; a second lane takes none of its own.
const LIST_HELD = `
  select a.practitioner_id as "practitionerId", a.starts_at as "startsAt", a.ends_at as "endsAt"
  from appointments a
  where a.clinic_id = $1 and a.starts_at >= $2 and a.starts_at < $3 and a.lane = 0
    and a.status not in ('cancelled', 'noshow')`;

const INSERT = `
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status,
    status_since, status_before, arrived_at, checked_in_at, fulfilled_at, lane, reason_enc, overbook_reason_enc,
    created_at, updated_at)
  select $1::uuid, row.*, $18::timestamptz, $18::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[],
    $9::text[], $10::timestamptz[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
    $15::smallint[], $16::bytea[], $17::bytea[]) as row`;

const INSERT_ONE = `
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status,
    status_since, status_before, arrived_at, checked_in_at, fulfilled_at, lane, reason_enc, overbook_reason_enc,
    created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)`;

const MOVE = `
  update appointments set practitioner_id = $4, type_id = $5, room_id = $6, starts_at = $7, ends_at = $8, lane = $9,
    reason_enc = $10, overbook_reason_enc = $11, updated_at = $12, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

const CHANGE_STATUS = `
  update appointments set status = $4, status_since = $5, status_before = $6, arrived_at = $7, checked_in_at = $8,
    fulfilled_at = $9, updated_at = $10, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

const INSERT_STEP = `
  insert into appointment_steps (clinic_id, id, appointment_id, status_from, status_to, occurred_at, recorded_at,
    actor_id, reason_enc)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const LIST_VISITS = `
  select * from (
    select 'appointment' as kind, a.id, a.starts_at as "startsAt", a.ends_at as "endsAt", a.status,
      a.practitioner_id as "practitionerId", a.type_id as "typeId", a.reason_enc as "reasonEnc"
    from appointments a where a.clinic_id = $1 and a.patient_id = $2
    union all
    select 'encounter', e.id, e.starts_at, e.ends_at, e.status, e.practitioner_id, null, e.reason_enc
    from encounters e where e.clinic_id = $1 and e.patient_id = $2 and e.appointment_id is null
  ) as visits
  where $3::timestamptz is null or ("startsAt", id) < ($3::timestamptz, $4::uuid)
  order by "startsAt" desc, id desc limit $5`;

const DELETE = 'delete from appointments where clinic_id = $1 and id = any($2::uuid[])';

const seal = (
  cipher: ClinicCipher,
  place: { column: string; rowId: string },
  text: string | null,
): Buffer | null =>
  text === null ? null : cipher.field.seal({ table: TABLE, ...place }, text, { padTo: 32 });

const insertValues = (cipher: ClinicCipher, row: NewAppointmentRow): SqlValue[] => [
  row.id,
  row.patientId,
  row.practitionerId,
  row.typeId,
  row.roomId,
  row.startsAt,
  row.endsAt,
  row.status,
  row.statusSince,
  row.statusBefore ?? null,
  row.arrivedAt ?? null,
  row.checkedInAt ?? null,
  row.fulfilledAt ?? null,
  row.lane,
  seal(cipher, { column: 'reason_enc', rowId: row.id }, row.reason),
  seal(cipher, { column: 'overbook_reason_enc', rowId: row.id }, row.overbookReason),
];

const openText = (
  cipher: ClinicCipher,
  place: { table: string; column: string; rowId: string },
  envelope: Buffer | null,
) => (envelope === null ? null : cipher.field.open(place, envelope));

const open = (cipher: ClinicCipher, row: Stored): AppointmentRow => {
  const { identityEnc, alertsEnc, reasonEnc, overbookReasonEnc, ...rest } = row;
  return {
    ...rest,
    patient: openIdentity(cipher, row.patientId, identityEnc),
    alerts: openAlerts(cipher, row.patientId, alertsEnc),
    reason: openText(cipher, { table: TABLE, column: 'reason_enc', rowId: row.id }, reasonEnc),
    overbookReason: openText(
      cipher,
      { table: TABLE, column: 'overbook_reason_enc', rowId: row.id },
      overbookReasonEnc,
    ),
  };
};

const dayBefore = (instant: Date): Date => new Date(instant.getTime() - DAY_MS);

/** Rows of `appointments` and the steps they took. Reasons are sealed. */
export class AppointmentRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async findById(tx: Transaction, id: string): Promise<AppointmentRow | undefined> {
    const [row] = await this.select(tx, FIND, [tx.clinicId, id]);
    return row;
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string): Promise<AppointmentRow | undefined> {
    const [row] = await this.select(tx, FIND_FOR_UPDATE, [tx.clinicId, id]);
    return row;
  }

  /** Everything that overlaps the half-open range, whatever its status, by start. */
  async list(
    tx: Transaction,
    range: { from: Date; to: Date; practitionerId?: string | undefined; patientId?: string | undefined },
  ): Promise<AppointmentRow[]> {
    const base: SqlValue[] = [tx.clinicId, range.from, range.to, dayBefore(range.from)];
    const { practitionerId, patientId } = range;
    if (practitionerId !== undefined && patientId !== undefined) {
      return this.select(tx, LIST_OF_BOTH, [...base, practitionerId, patientId]);
    }
    if (practitionerId !== undefined) return this.select(tx, LIST_OF_PRACTITIONER, [...base, practitionerId]);
    if (patientId !== undefined) return this.select(tx, LIST_OF_PATIENT, [...base, patientId]);
    return this.select(tx, LIST, base);
  }

  /** Appointments that hold the wanted time of this practitioner, room or patient, in any lane. */
  async listBlocking(tx: Transaction, wanted: Wanted): Promise<Blocking[]> {
    const { rows } = await tx.query<Blocking>(LIST_BLOCKING, [
      tx.clinicId,
      wanted.startsAt,
      wanted.endsAt,
      dayBefore(wanted.startsAt),
      wanted.practitionerId,
      wanted.roomId,
      wanted.patientId,
    ]);
    return rows.filter((row) => row.id !== wanted.exceptId);
  }

  /** All that holds time in the range, for working out what is free. */
  async listBusy(tx: Transaction, range: { from: Date; to: Date }): Promise<Blocking[]> {
    const values = [tx.clinicId, range.from, range.to, dayBefore(range.from)];
    return (await tx.query<Blocking>(LIST_BUSY, values)).rows;
  }

  /** The times that begin in the range and count as work: what is booked, under way or done. */
  async listHeld(tx: Transaction, range: { from: Date; to: Date }): Promise<Held[]> {
    return (await tx.query<Held>(LIST_HELD, [tx.clinicId, range.from, range.to])).rows;
  }

  /** @throws a violation of one of the three `appointments_*_free` constraints when the time is taken. */
  async insert(tx: Transaction, appointment: NewAppointmentRow): Promise<void> {
    const cipher = this.ciphers.known(tx);
    await tx.query(INSERT_ONE, [tx.clinicId, ...insertValues(cipher, appointment), appointment.now]);
  }

  async insertMany(tx: Transaction, appointments: readonly NewAppointmentRow[]): Promise<void> {
    const [first] = appointments;
    if (!first) return;
    const cipher = this.ciphers.known(tx);
    const rows = appointments.map((appointment) => insertValues(cipher, appointment));
    const columns = Array.from(
      { length: 16 },
      (_, column) => rows.map((row) => row[column] ?? null) as SqlValue,
    );
    await tx.query(INSERT, [tx.clinicId, ...columns, first.now]);
  }

  /** @returns the new version, or undefined when the row is gone or has moved on from `version`. */
  async move(tx: Transaction, move: AppointmentMove): Promise<number | undefined> {
    const cipher = this.ciphers.known(tx);
    const { rows } = await tx.query<{ version: number }>(MOVE, [
      tx.clinicId,
      move.id,
      move.version,
      move.practitionerId,
      move.typeId,
      move.roomId,
      move.startsAt,
      move.endsAt,
      move.lane,
      seal(cipher, { column: 'reason_enc', rowId: move.id }, move.reason),
      seal(cipher, { column: 'overbook_reason_enc', rowId: move.id }, move.overbookReason),
      move.now,
    ]);
    return rows[0]?.version;
  }

  /** @returns the new version, or undefined when the row is gone or has moved on from `version`. */
  async changeStatus(tx: Transaction, update: StatusUpdate): Promise<number | undefined> {
    const { rows } = await tx.query<{ version: number }>(CHANGE_STATUS, [
      tx.clinicId,
      update.id,
      update.version,
      update.status,
      update.statusSince,
      update.statusBefore,
      update.arrivedAt,
      update.checkedInAt,
      update.fulfilledAt,
      update.now,
    ]);
    return rows[0]?.version;
  }

  /** Keeps one step of one appointment, with the reason that was given for it. */
  async insertStep(
    tx: Transaction,
    step: {
      id: string;
      appointmentId: string;
      from: AppointmentStatus;
      to: AppointmentStatus;
      occurredAt: Date;
      recordedAt: Date;
      actorId: string | null;
      reason: string | null;
    },
  ): Promise<void> {
    const { field } = this.ciphers.known(tx);
    const place = { table: 'appointment_steps', column: 'reason_enc', rowId: step.id };
    await tx.query(INSERT_STEP, [
      tx.clinicId,
      step.id,
      step.appointmentId,
      step.from,
      step.to,
      step.occurredAt,
      step.recordedAt,
      step.actorId,
      step.reason === null ? null : field.seal(place, step.reason, { padTo: 32 }),
    ]);
  }

  /** Visits of one person, newest first: appointments, and encounters that had none. */
  async listVisits(
    tx: Transaction,
    page: { patientId: string; limit: number; after?: { startsAt: Date; id: string } | undefined },
  ): Promise<VisitRow[]> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<Omit<VisitRow, 'reason'> & { reasonEnc: Buffer | null }>(LIST_VISITS, [
        tx.clinicId,
        page.patientId,
        page.after?.startsAt ?? null,
        page.after?.id ?? null,
        page.limit,
      ]),
    ]);
    return rows.map(({ reasonEnc, ...row }) => ({
      ...row,
      reason: openText(cipher, { table: `${row.kind}s`, column: 'reason_enc', rowId: row.id }, reasonEnc),
    }));
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(DELETE, [tx.clinicId, [...ids]]);
  }

  private async select(tx: Transaction, text: string, values: SqlValue[]): Promise<AppointmentRow[]> {
    const [cipher, { rows }] = await Promise.all([this.ciphers.of(tx), tx.query<Stored>(text, values)]);
    return rows.map((row) => open(cipher, row));
  }
}
