import type { Transaction } from '@clinic/database';
import type { ClinicalResourceRow, Moved, PatientAlerts } from '@clinic/repositories';
import { readAllergyNews } from './allergy-news.ts';
import type { ImportRepositories } from './run-scope.ts';

const labelsOf = (rows: readonly ClinicalResourceRow[]): Set<string> =>
  new Set(rows.flatMap(({ content }) => readAllergyNews(content)?.alerts.map(({ label }) => label) ?? []));

/** Takes out of people's banners what only the removed allergies said. */
export class UndoneAllergies {
  private readonly repositories: ImportRepositories;
  private known: ClinicalResourceRow[] = [];

  constructor(repositories: ImportRepositories) {
    this.repositories = repositories;
  }

  /** Reads, before any goes, all allergies of the people whose are to go. */
  async read(tx: Transaction, wanted: readonly Moved[]): Promise<void> {
    const { clinicalResources } = this.repositories;
    this.known = await clinicalResources.listOfSamePeople(
      tx,
      'AllergyIntolerance',
      wanted.map(({ id }) => id),
    );
  }

  /** @returns whose banner changed. */
  async takeBack(
    tx: Transaction,
    removed: readonly { id: string; patientId: string | null }[],
    now: Date,
  ): Promise<Moved[]> {
    const people = [...new Set(removed.flatMap(({ patientId }) => patientId ?? []))];
    if (this.known.length === 0 || people.length === 0) return [];
    const gone = new Set(removed.map(({ id }) => id));
    const rows = await this.repositories.importedPatients.listAlertsForUpdate(tx, people);
    const changed = rows.map((row) => this.without(row, gone));
    return this.repositories.importedPatients.updateAlerts(tx, changed, now);
  }

  /** Who has no allergy on record any more counts as not asked, so that they are asked. */
  private without(row: PatientAlerts, gone: ReadonlySet<string>): PatientAlerts {
    const own = this.known.filter(({ patientId }) => patientId === row.id);
    const left = own.filter(({ id }) => !gone.has(id));
    const said = labelsOf(own.filter(({ id }) => gone.has(id)));
    const stillSaid = labelsOf(left);
    const alerts = row.alerts.filter(
      ({ kind, label }) => kind !== 'allergy' || !said.has(label) || stillSaid.has(label),
    );
    const hasAllergy = alerts.some(({ kind }) => kind === 'allergy');
    const isTold = hasAllergy || left.some(({ content }) => readAllergyNews(content)?.areKnown === true);
    return { id: row.id, alerts, areAllergiesKnown: row.areAllergiesKnown && isTold };
  }
}
