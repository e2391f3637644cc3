import { compareIdentity, type IdentityComparison, type IdentityReason } from './compare-identity.ts';
import type { WarningCode } from './import-codes.ts';
import type { ImportedPatient, PatientRecord } from './imported-records.ts';
import type { KnownPerson, PersonLookup } from './person-lookup.ts';
import { likelier, type RecordPlace, type RunMatcher } from './run-matcher.ts';

export type PatientAction = 'create' | 'duplicate' | 'review';

/** Whom a record repeats: an earlier record of the run, or a person of the clinic. */
export type MatchTarget = ({ kind: 'record' } & RecordPlace) | { kind: 'patient'; patientId: string };

export type Classification = {
  action: PatientAction;
  of: MatchTarget | null;
  reasons: IdentityReason[];
  /** How alike they are, 0 to 100, for ordering. */
  score: number;
  /** What the action adds to the warnings of the record. */
  warnings: WarningCode[];
};

export type ClassifyPorts = {
  matcher: RunMatcher;
  lookup: PersonLookup;
  /**
   * What an earlier import of the very same record did; null where there was none. It is done again, and the people
   * of the clinic are not asked: the record would find itself.
   */
  settled: (record: PatientRecord) => PatientAction | null;
};

type Match = { target: MatchTarget; comparison: IdentityComparison; hasSameSourceId: boolean };

const matchKnown = (patient: ImportedPatient, people: KnownPerson[]): Match | null => {
  let best: Match | null = null;
  for (const person of people) {
    best = likelier(best, {
      target: { kind: 'patient', patientId: person.patientId },
      comparison: compareIdentity(patient, person),
      hasSameSourceId: patient.sourceId !== null && patient.sourceId === person.sourceId,
    });
  }
  return best;
};

const matchRun = (patient: ImportedPatient, matcher: RunMatcher): Match | null => {
  const match = matcher.find(patient);
  if (!match) return null;
  const { file, record, comparison, hasSameSourceId } = match;
  return { target: { kind: 'record', file, record }, comparison, hasSameSourceId };
};

/** The record of the run is named before the person it became, where both are as likely. */
const bestOf = (run: Match | null, known: Match | null): Match | null => {
  if (!run || !known) return run ?? known;
  return likelier(run, known);
};

const classifyMatch = (match: Match | null): Classification => {
  if (!match) return { action: 'create', of: null, reasons: [], score: 0, warnings: [] };
  const { verdict, reasons, score } = match.comparison;
  if (verdict === 'same') return { action: 'duplicate', of: match.target, reasons, score, warnings: [] };
  // Another person under an id that is taken: the source itself must be asked.
  const warning: WarningCode = verdict === 'likely' ? 'possible_duplicate' : 'legacy_id_conflict';
  return { action: 'review', of: match.target, reasons, score, warnings: [warning] };
};

const classifyOne = (record: PatientRecord, people: KnownPerson[], ports: ClassifyPorts): Classification => {
  const settled = ports.settled(record);
  const run = matchRun(record.patient, ports.matcher);
  const fresh = classifyMatch(settled === null ? bestOf(run, matchKnown(record.patient, people)) : run);
  const classification =
    settled === null || settled === fresh.action
      ? fresh
      : { ...fresh, action: settled, of: null, warnings: [] };
  if (classification.action !== 'duplicate') ports.matcher.add(record.patient, record);
  return classification;
};

/**
 * Decides for each record of a batch, in their order: a new person, one the run or the clinic has already, or one a
 * person must decide about. Records are never merged: a duplicate makes no second person, and that is all.
 */
export const classifyPatients = async (
  batch: PatientRecord[],
  ports: ClassifyPorts,
): Promise<Classification[]> => {
  const fresh = batch.filter((record) => ports.settled(record) === null);
  const answers = fresh.length === 0 ? [] : await ports.lookup.find(fresh.map(({ patient }) => patient));
  const peopleByRecord = new Map(fresh.map((record, index) => [record, answers[index] ?? []]));
  return batch.map((record) => classifyOne(record, peopleByRecord.get(record) ?? [], ports));
};
