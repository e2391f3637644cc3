import { normalizeEmail } from '@clinic/encryption';
import type { Transaction } from '@clinic/database';
import type { ImportedPatient, KnownPerson, PersonLookup } from '@clinic/import';
import type { Repositories } from '@clinic/repositories';
import { phoneKeyOf, toKnownPerson } from './imported-person.mapper.ts';
import type { RunPeople } from './run-people.ts';
import type { SourceBook } from './source-book.ts';

export type ClinicPeopleOptions = {
  tx: Transaction;
  patients: Pick<Repositories['importedPatients'], 'listPeople' | 'listSharing'>;
  sources: SourceBook;
  people: RunPeople;
  country: string;
};

/**
 * The people of the clinic who may be those of a batch. Those whom this run made are left out: the run remembers them
 * itself, so that a dry run, in which they are not there, says the same.
 */
export class ClinicPeople implements PersonLookup {
  private readonly options: ClinicPeopleOptions;

  constructor(options: ClinicPeopleOptions) {
    this.options = options;
  }

  async find(batch: ImportedPatient[]): Promise<KnownPerson[][]> {
    const { tx, patients, people, country } = this.options;
    const shared = await patients.listSharing(
      tx,
      batch.map((patient) => ({
        phones: patient.phones.flatMap((phone) => phoneKeyOf(phone, country) ?? []),
        email: patient.email === null ? null : normalizeEmail(patient.email),
        birthDate: patient.birthDate,
      })),
    );
    const wanted = batch.map((patient, index) => {
      const ofSource = this.ofSource(patient);
      const ids = new Set([...(shared[index] ?? []), ...(ofSource === undefined ? [] : [ofSource])]);
      return { ids: [...ids].filter((id) => !people.has(id)), ofSource };
    });
    const rows = await patients.listPeople(tx, [...new Set(wanted.flatMap(({ ids }) => ids))]);
    const rowById = new Map(rows.map((row) => [row.id, row]));
    return wanted.map(({ ids, ofSource }, index) =>
      ids.flatMap((id) => {
        const row = rowById.get(id);
        const sourceId = id === ofSource ? (batch[index]?.sourceId ?? null) : null;
        return row ? [toKnownPerson(row, { sourceId, country })] : [];
      }),
    );
  }

  private ofSource({ sourceId }: ImportedPatient): string | undefined {
    return sourceId === null ? undefined : this.options.sources.find([{ kind: 'patient', sourceId }]);
  }
}
