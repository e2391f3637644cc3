import type { AuditEntry } from '@clinic/repositories';

type Seen = Omit<AuditEntry, 'id'>;

const has = <Name extends string>(value: object, name: Name): value is Record<Name, unknown> => name in value;

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && has(value, 'id') && typeof value.id === 'string'
    ? value.id
    : null;

const ofResource = (value: object): Seen | undefined => {
  const id = idOf(value);
  if (has(value, 'familyName'))
    return { action: 'patient.read', patientId: id, resourceType: 'patient', resourceId: id };
  if (!has(value, 'patient')) return undefined;
  return {
    action: 'appointment.read',
    patientId: idOf(value.patient),
    resourceType: 'appointment',
    resourceId: id,
  };
};

/**
 * What an answer shows of a patient, as the line of the audit log that must stand for it; undefined where it shows
 * nothing. It looks at the answer itself, whoever made it: a stale version's `current`, the `candidates` of a possible
 * duplicate and a replayed answer show as much as a read does.
 */
export const disclosureOf = (answer: unknown): Seen | undefined => {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if (has(answer, 'candidates') && Array.isArray(answer.candidates)) {
    return { action: 'patient.search', count: answer.candidates.length };
  }
  if (has(answer, 'current')) return disclosureOf(answer.current);
  return ofResource(answer);
};
