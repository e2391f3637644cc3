import { z } from 'zod';
import type { ChainHead } from './chain-head.ts';
import type { SealedEvent } from './chain-verifier.ts';
import type { DailySeal } from './daily-seal.ts';
import { readInstant, writeInstant } from './instant-text.ts';

/** What an export says of itself in its first line; one line for each event follows. */
export type ExportHeader = {
  clinicId: string;
  exportedAt: Date;
  /** Public halves of the keys it was made with, to tell another installation's key from a broken chain. */
  keys: readonly { id: string; publicKey: string }[];
  head: ChainHead | undefined;
  dailySeals: readonly DailySeal[];
};

/** It is no export, or not one that this program can read. */
export class ExportError extends Error {}

const KIND = 'clinic-audit-export';
const VERSION = 1;

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const instant = z.string().transform((text, context) => {
  const micros = readInstant(text);
  if (micros !== undefined) return micros;
  context.addIssue({ code: 'custom', message: 'is not an instant' });
  return z.NEVER;
});
const place = z.int().min(0);

const header = z.strictObject({
  kind: z.literal(KIND),
  version: z.literal(VERSION),
  clinicId: z.uuid(),
  exportedAt: instant,
  events: place,
  keys: z.array(z.strictObject({ id: z.string(), publicKey: z.string() })),
  head: z
    .strictObject({
      lastSeq: place,
      lastMac: bytes,
      sealedOn: z.string().nullable(),
      sealedSeq: place,
      keyId: z.string(),
      proof: bytes,
    })
    .nullable(),
  dailySeals: z.array(
    z.strictObject({
      day: z.string(),
      seq: place,
      mac: bytes,
      count: place,
      keyId: z.string(),
      signature: bytes,
    }),
  ),
});

const text = z.string().nullable();

const line = z.strictObject({
  seq: place,
  mac: bytes,
  keyId: z.string(),
  format: z.int(),
  sealedAt: instant,
  event: z.strictObject({
    id: z.string(),
    occurredAt: instant,
    actorId: text,
    actorRole: z.string(),
    sessionId: text,
    origin: z.string(),
    action: z.string(),
    patientId: text,
    resourceType: text,
    resourceId: text,
    count: z.int().nullable(),
    outcome: z.string(),
    requestId: z.string(),
  }),
});

const jsonOf = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
};

const base64 = (value: Buffer): string => value.toString('base64');

export const writeExportHeader = ({ clinicId, exportedAt, keys, head, dailySeals }: ExportHeader): string =>
  JSON.stringify({
    kind: KIND,
    version: VERSION,
    clinicId,
    exportedAt: writeInstant(exportedAt.getTime() * 1_000),
    events: head?.lastSeq ?? 0,
    keys,
    head: head ? { ...head, lastMac: base64(head.lastMac), proof: base64(head.proof) } : null,
    dailySeals: dailySeals.map((seal) => ({
      ...seal,
      mac: base64(seal.mac),
      signature: base64(seal.signature),
    })),
  });

/** @throws ExportError */
export const readExportHeader = (source: string): ExportHeader => {
  const parsed = header.safeParse(jsonOf(source));
  if (!parsed.success)
    throw new ExportError('This is no export of an audit log, or its first line is damaged');
  const { clinicId, exportedAt, keys, head, dailySeals } = parsed.data;
  return { clinicId, exportedAt: new Date(exportedAt / 1_000), keys, head: head ?? undefined, dailySeals };
};

const instantOf = (micros: number | null): string | null => (micros === null ? null : writeInstant(micros));

/** One sealed event as a line. What is missing is written as null: a broken chain can be taken away as it is. */
export const writeExportLine = ({ seq, mac, keyId, format, sealedAtMicros, event }: SealedEvent): string => {
  const { id, occurredAtMicros, ...rest } = event ?? {};
  const shown = event && { id, occurredAt: instantOf(occurredAtMicros ?? null), ...rest };
  return JSON.stringify({
    ...{ seq, mac: base64(mac), keyId, format },
    sealedAt: instantOf(sealedAtMicros),
    event: shown ?? null,
  });
};

/**
 * Reads a line that `writeExportLine` wrote.
 * @returns undefined for every other one: the same values in other bytes could be read otherwise by another program.
 */
export const readExportLine = (source: string): SealedEvent | undefined => {
  const parsed = line.safeParse(jsonOf(source));
  if (!parsed.success) return undefined;
  const { sealedAt, event, ...seal } = parsed.data;
  const { id, occurredAt, ...rest } = event;
  const row = {
    ...seal,
    sealedAtMicros: sealedAt,
    event: { id, occurredAtMicros: occurredAt, ...rest },
  };
  return writeExportLine(row) === source ? row : undefined;
};
