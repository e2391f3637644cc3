import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  AuditKeys,
  ChainVerifier,
  ExportError,
  readExportHeader,
  readExportLine,
  writeExportHeader,
  writeExportLine,
  type AuditRing,
  type ExportHeader,
  type SealedEvent,
  type Verification,
} from '@clinic/audit';

/** A file that cannot be read or written, said as a sentence. */
export class AuditFileError extends Error {}

export type FileCheck = {
  path: string;
  seals: readonly string[];
  onProgress: (bytes: number, events: number) => void;
};

const BATCH_BYTES = 256 * 1024;

/** Another installation's keys say nothing of this log: that is no broken chain. @throws AuditFileError */
const assertKeys = (keys: AuditKeys, header: ExportHeader): void => {
  const known = new Map(keys.publicKeys().map(({ id, publicKey }) => [id, publicKey]));
  for (const { id, publicKey } of header.keys) {
    const ours = known.get(id);
    if (ours === undefined) throw new AuditFileError(`AUDIT_KEY_${id} is needed to check this export`);
    if (ours !== publicKey)
      throw new AuditFileError(`AUDIT_KEY_${id} is another key than the one of this export`);
  }
};

const headerOf = (line: string): ExportHeader => {
  try {
    return readExportHeader(line);
  } catch (error) {
    if (error instanceof ExportError) throw new AuditFileError(error.message);
    throw error;
  }
};

/** Walks an export line by line. @throws AuditFileError */
export const verifyFile = async (ring: AuditRing, check: FileCheck): Promise<Verification> => {
  const keys = new AuditKeys(ring);
  const lines = createInterface({ input: createReadStream(check.path), crlfDelay: Infinity });
  let verifier: ChainVerifier | undefined;
  let bytes = 0;
  for await (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (!verifier) {
      const header = headerOf(line);
      assertKeys(keys, header);
      verifier = new ChainVerifier(keys, header);
      continue;
    }
    const row = readExportLine(line);
    if (row) verifier.add([row]);
    else verifier.reject();
    if (verifier.isBroken()) break;
    check.onProgress(bytes, verifier.progress());
  }
  if (!verifier) throw new AuditFileError('The file is empty');
  return verifier.finish(check.seals);
};

/** An earlier export may be evidence: it is not written over. @throws AuditFileError */
export const assertUnwritten = async (path: string): Promise<void> => {
  const known = await stat(path).catch(() => undefined);
  if (known && (!known.isFile() || known.size > 0)) throw new AuditFileError(`${path} is there already`);
};

/** Writes an export beside its place and moves it there whole, readable by its owner alone. */
export const writeFileOf = async (
  path: string,
  header: ExportHeader,
  pages: AsyncIterable<readonly SealedEvent[]>,
): Promise<number> => {
  const unfinished = `${path}.${process.pid}.part`;
  const handle = await open(unfinished, 'wx', 0o600);
  let events = 0;
  try {
    let waiting = `${writeExportHeader(header)}\n`;
    for await (const rows of pages) {
      for (const row of rows) waiting += `${writeExportLine(row)}\n`;
      events += rows.length;
      if (waiting.length < BATCH_BYTES) continue;
      await handle.write(waiting);
      waiting = '';
    }
    await handle.write(waiting);
    await handle.sync();
    await handle.close();
    await rename(unfinished, path);
    return events;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
};
