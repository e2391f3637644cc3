import type { Appointment } from '@clinic/contracts';
import type { AppointmentRow } from '@clinic/repositories';
import { previousStatus } from './status-steps.ts';

const toInstant = (date: Date | null): string | null => (date === null ? null : date.toISOString());

export const toAppointment = (row: AppointmentRow): Appointment => ({
  id: row.id,
  version: row.version,
  patient: {
    id: row.patientId,
    name: {
      familyName: row.patient.familyName,
      givenName: row.patient.givenName,
      language: row.patient.language,
    },
    birthDate: row.patient.birthDate,
    sex: row.patient.sex,
    phone: row.patient.phone,
    fileNumber: row.patient.fileNumber,
    alerts: row.alerts,
  },
  practitionerId: row.practitionerId,
  typeId: row.typeId,
  roomId: row.roomId,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  status: row.status,
  statusSince: row.statusSince.toISOString(),
  arrivedAt: toInstant(row.arrivedAt),
  checkedInAt: toInstant(row.checkedInAt),
  previousStatus: previousStatus(row) ?? null,
  reason: row.reason,
  overbooked: row.lane > 0,
  overbookReason: row.overbookReason,
  lane: row.lane,
  ...(row.unreadable.length === 0 ? {} : { unreadable: [...row.unreadable] }),
});
