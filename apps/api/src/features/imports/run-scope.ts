import type { Clock, Ids, RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import { RunMatcher, type ImportOptions } from '@clinic/import';
import type { ClinicCipher, Repositories } from '@clinic/repositories';
import { HeldTimes } from './held-times.ts';
import type { BatchPlan } from './import-plan.ts';
import { RunPeople } from './run-people.ts';
import { SourceBook } from './source-book.ts';
import type { StaffCatalog } from './staff-catalog.ts';

export type ImportRepositories = Pick<
  Repositories,
  | 'changeFeed'
  | 'ciphers'
  | 'clinicalResources'
  | 'clinics'
  | 'encounters'
  | 'importRecords'
  | 'importedPatients'
  | 'importedReference'
  | 'importedVisits'
  | 'imports'
  | 'patients'
  | 'reference'
>;

export type RunPorts = { repositories: ImportRepositories; clock: Clock; ids: Ids };

export type RunSettings = {
  importId: string;
  context: RequestContext;
  isDryRun: boolean;
  options: ImportOptions;
};

/** What a run knows from its first record to its last. */
export class RunScope {
  readonly ports: RunPorts;
  readonly settings: RunSettings;
  readonly cipher: ClinicCipher;
  readonly catalog: StaffCatalog;
  readonly matcher = new RunMatcher();
  readonly people = new RunPeople();
  readonly sources: SourceBook;
  readonly held: HeldTimes;
  /** Who does not work there any more, as the source says. */
  readonly retired = new Set<string>();
  /** People whose audit event of this run is written. */
  readonly audited = new Set<string>();
  /** Ids that a dry run only made up. */
  private readonly madeUp = new Set<string>();

  constructor(
    ports: RunPorts,
    settings: RunSettings,
    clinic: { cipher: ClinicCipher; catalog: StaffCatalog },
  ) {
    this.ports = ports;
    this.settings = settings;
    this.cipher = clinic.cipher;
    this.catalog = clinic.catalog;
    const remembers = settings.isDryRun;
    this.sources = new SourceBook({
      cipher: clinic.cipher,
      records: ports.repositories.importRecords,
      remembers,
    });
    this.held = new HeldTimes(remembers);
  }

  /** The id of something new. */
  newId(): string {
    const id = this.ports.ids.next();
    if (this.settings.isDryRun) this.madeUp.add(id);
    return id;
  }

  /** The id as a report may name it: what a dry run made up is nobody's. */
  reportedId(id: string | null): string | null {
    return id !== null && this.madeUp.has(id) ? null : id;
  }
}

/** One batch while it is planned. */
export type BatchScope = { run: RunScope; tx: Transaction; plan: BatchPlan };
