/** What a seal covers of an event: every column of its row but the clinic, which is part of the place. */
export type SealableEvent = {
  id: string;
  /** Microseconds since 1970, as exact as the database keeps it; null for no instant at all. */
  occurredAtMicros: number | null;
  actorId: string | null;
  actorRole: string;
  sessionId: string | null;
  origin: string;
  action: string;
  patientId: string | null;
  resourceType: string | null;
  resourceId: string | null;
  count: number | null;
  outcome: string;
  requestId: string;
};

/** The number of the way below. Another way, or another column, gets another number; old seals keep theirs. */
export const FORMAT = 1;

const NULL = 0xffff_ffff;
const LENGTH_BYTES = 4;

const fieldsOf = (event: SealableEvent): (string | number | null)[] => [
  event.id,
  event.occurredAtMicros,
  event.actorId,
  event.actorRole,
  event.sessionId,
  event.origin,
  event.action,
  event.patientId,
  event.resourceType,
  event.resourceId,
  event.count,
  event.outcome,
  event.requestId,
];

/**
 * The bytes of an event, the same on every machine: one byte with the format's number, then each field in the order of
 * `fieldsOf` as a length of four bytes (big-endian) and its text in UTF-8. Numbers are decimal text, ids are lower case.
 * Null has the length 0xffffffff and no text, so that it differs from an empty one.
 */
export const eventBytes = (event: SealableEvent): Buffer => {
  const fields = fieldsOf(event).map((field) => (typeof field === 'number' ? String(field) : field));
  const lengths = fields.map((field) => (field === null ? NULL : Buffer.byteLength(field)));
  const size = lengths.reduce((sum, length) => sum + LENGTH_BYTES + (length === NULL ? 0 : length), 1);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeUInt8(FORMAT, 0);
  for (const [index, field] of fields.entries()) {
    at = bytes.writeUInt32BE(lengths[index] ?? NULL, at);
    if (field !== null) at += bytes.write(field, at);
  }
  return bytes;
};
