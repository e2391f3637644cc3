import type { SqlScalar } from '@clinic/database';
import type { AppointmentRow, NewAppointmentRow } from './appointment.rows.ts';
import type { ClinicCipher } from './clinic-ciphers.ts';
import { openAlerts, recallIdentity, UNREADABLE_ALERTS, UNREADABLE_IDENTITY } from './patient.columns.ts';
import { RowFields } from './row-fields.ts';

export type StoredAppointment = Omit<
  AppointmentRow,
  'patient' | 'alerts' | 'reason' | 'overbookReason' | 'unreadable'
> & {
  identityEnc: Buffer;
  alertsEnc: Buffer | null;
  reasonEnc: Buffer | null;
  overbookReasonEnc: Buffer | null;
};

const TABLE = 'appointments';

export const sealText = (
  cipher: ClinicCipher,
  place: { column: string; rowId: string },
  text: string | null,
): Buffer | null =>
  text === null ? null : cipher.field.seal({ table: TABLE, ...place }, text, { padTo: 32 });

export const insertValues = (cipher: ClinicCipher, row: NewAppointmentRow): SqlScalar[] => [
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
  sealText(cipher, { column: 'reason_enc', rowId: row.id }, row.reason),
  sealText(cipher, { column: 'overbook_reason_enc', rowId: row.id }, row.overbookReason),
];

export const openText = (
  cipher: ClinicCipher,
  place: { table: string; column: string; rowId: string },
  envelope: Buffer | null,
) => (envelope === null ? null : cipher.field.open(place, envelope));

export const openAppointment = (cipher: ClinicCipher, row: StoredAppointment): AppointmentRow => {
  const { identityEnc, alertsEnc, reasonEnc, overbookReasonEnc, ...rest } = row;
  const fields = new RowFields();
  const { id: rowId, patientId } = row;
  const text = (column: string, envelope: Buffer | null) => () =>
    openText(cipher, { table: TABLE, column, rowId }, envelope);
  return {
    ...rest,
    patient: fields.open(
      'identity',
      () => recallIdentity(cipher, patientId, identityEnc),
      UNREADABLE_IDENTITY,
    ),
    alerts: fields.open('alerts', () => openAlerts(cipher, patientId, alertsEnc), UNREADABLE_ALERTS),
    reason: fields.open('reason', text('reason_enc', reasonEnc), null),
    overbookReason: fields.open('overbookReason', text('overbook_reason_enc', overbookReasonEnc), null),
    unreadable: fields.unreadable,
  };
};

/** What was asked for when the row was made, where its sender chose the id. */
export const indexCreation = ({ index }: ClinicCipher, creation: string): Buffer =>
  index.of(TABLE, 'creation_bidx', creation);
