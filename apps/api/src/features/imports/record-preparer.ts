import { OccurrenceCounter, recordKey, type ImportRecord } from '@clinic/import';
import { importRecordKey, type ClinicCipher } from '@clinic/repositories';
import type { PreparedRecord } from './import-plan.ts';

/**
 * Gives each record its key. Equal records are counted over the whole run and not file by file: the second of two files
 * that hold the same row is a repetition, not the same record read again.
 */
export class RecordPreparer {
  private readonly counter = new OccurrenceCounter();
  private readonly cipher: ClinicCipher;

  constructor(cipher: ClinicCipher) {
    this.cipher = cipher;
  }

  prepare(record: ImportRecord): PreparedRecord {
    if (record.kind === 'unsupported' || record.kind === 'rejected' || record.kind === 'skipped') {
      return { record, key: null, occurrence: 1, size: 200 };
    }
    const text = recordKey(record, 0);
    const occurrence = this.counter.next(text);
    const key = importRecordKey(this.cipher, `${occurrence}|${text}`);
    return { record, key, occurrence, size: text.length };
  }
}
