import { describe, expect, it } from 'vitest';
import {
  ExportError,
  readExportHeader,
  readExportLine,
  writeExportHeader,
  writeExportLine,
} from './audit-export.ts';
import { ChainVerifier } from './chain-verifier.ts';
import { readInstant, writeInstant } from './instant-text.ts';
import { aChain, someKeys } from './testing.ts';

const keys = someKeys();
const chain = aChain(keys);
const exportedAt = new Date('2030-01-09T15:00:00Z');

describe('an export', () => {
  it('is read as it was written, and verifies', () => {
    const source = writeExportHeader({ ...chain, exportedAt, keys: keys.publicKeys() });
    const header = readExportHeader(source);
    expect(header).toEqual({
      ...{ clinicId: chain.clinicId, exportedAt, keys: keys.publicKeys() },
      ...{ head: chain.head, dailySeals: chain.dailySeals },
    });
    const verifier = new ChainVerifier(keys, header);
    for (const row of chain.rows) {
      const read = readExportLine(writeExportLine(row));
      expect(read).toEqual(row);
      verifier.add(read ? [read] : []);
    }
    expect(verifier.finish()).toMatchObject({ outcome: 'intact', checked: 9 });
  });

  it('of nothing is one too', () => {
    const nothing = { clinicId: chain.clinicId, exportedAt, keys: [], head: undefined, dailySeals: [] };
    expect(readExportHeader(writeExportHeader(nothing))).toEqual(nothing);
  });

  it('takes a broken chain away as it is, and the missing event is not read as one', () => {
    const [row] = chain.rows;
    if (!row) throw new Error('There are rows');
    const line = writeExportLine({ ...row, event: undefined });
    expect(JSON.parse(line)).toMatchObject({ seq: 1, event: null });
    expect(readExportLine(line)).toBeUndefined();
  });

  it.each(['', '{}', 'x', '[1]', '{"kind":"clinic-audit-export","version":2}'])('is not %j', (source) => {
    expect(() => readExportHeader(source)).toThrow(ExportError);
  });

  it('is not read where a line says the same in other bytes, or something twice', () => {
    const [row] = chain.rows;
    if (!row) throw new Error('There are rows');
    const line = writeExportLine(row);
    const others = [
      line.replace('"seq":1', '"seq": 1'),
      line.replace('"seq":1', '"seq":7,"seq":1'),
      line.replace('"seq":1', '"seq":1,"note":"x"'),
      line.replace('"action"', '"act\\u0069on"'),
      line.replace('"outcome":"success"', '"outcome":"denied","outcome":"success"'),
      line.slice(0, -1),
    ];
    expect(readExportLine(line)).toBeDefined();
    for (const other of others) expect([other, readExportLine(other)]).toEqual([other, undefined]);
  });
});

describe('an instant in an export', () => {
  it.each([0, 1, 999_999, 1_893_938_400_123_456, -1, -1_000_001, -62_135_596_800_000_000])(
    'is as exact as it was: %i',
    (micros) => {
      expect(readInstant(writeInstant(micros))).toBe(micros);
    },
  );

  it.each(['2030-01-07', '2030-01-07T14:00:00Z', '2030-13-07T14:00:00.000000Z', ''])('is not %j', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
