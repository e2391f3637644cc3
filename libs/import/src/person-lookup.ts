import type { ImportedPatient } from './imported-records.ts';

/** A person the clinic has already. */
export type KnownPerson = ImportedPatient & { patientId: string };

/**
 * Finds people of the clinic who may be those of a batch: by phone, e-mail, birth date, identifier or source id. It
 * may answer too many; it must not miss one that shares birth date, phone, e-mail or source id. The answer has one
 * list for each person asked for, in their order.
 */
export interface PersonLookup {
  find(batch: ImportedPatient[]): Promise<KnownPerson[][]>;
}
