import { foldHeader } from './column-names.ts';
import { Findings, type RejectionCode } from './import-codes.ts';
import type { ImportedReference, ReadOutcome } from './imported-records.ts';
import { readInstant } from './fhir-time.ts';
import { checkName } from './person-name.ts';
import { cleanLine } from './clean-text.ts';
import { readSex } from './sex-word.ts';

/** Answers the cell under a header of a table whose columns are known by name. */
type Cells = (header: string) => string;

const cellsByHeader = (header: readonly string[], row: readonly string[], findings: Findings): Cells => {
  const indexes = new Map(header.map((name, index) => [foldHeader(name), index]));
  return (name) => cleanLine(row[indexes.get(name) ?? -1] ?? '', findings);
};

const reference = (id: string): ImportedReference | null =>
  id.length === 0 ? null : { sourceId: id, identifier: null, display: null };

const orNull = (text: string): string | null => (text.length === 0 ? null : text);

/** Synthea's words for HL7 v3 ActCode. */
const classCodeByWord = new Map([
  ['ambulatory', 'AMB'],
  ['outpatient', 'AMB'],
  ['wellness', 'AMB'],
  ['urgentcare', 'AMB'],
  ['emergency', 'EMER'],
  ['inpatient', 'IMP'],
  ['home', 'HH'],
  ['virtual', 'VR'],
]);

const rejected = (resourceType: string, source: string | null, reasons: RejectionCode[]): ReadOutcome => ({
  kind: 'rejected',
  resourceType,
  reasons,
  source,
  warnings: [],
});

const encounterProblems = (times: {
  start: string | null;
  stop: string | null;
  stopCell: string;
}): RejectionCode[] => {
  if (times.start === null) return ['start_missing'];
  if (times.stopCell.length > 0 && times.stop === null) return ['invalid_date'];
  return times.stop !== null && times.stop < times.start ? ['period_reversed'] : [];
};

const readEncounter = (cell: Cells): ReadOutcome => {
  const source = orNull(cell('id'));
  const patient = reference(cell('patient'));
  if (!patient) return rejected('Encounter', source, ['patient_reference_missing']);
  const [start, stop] = [readInstant(cell('start')), readInstant(cell('stop'))];
  const problems = encounterProblems({ start, stop, stopCell: cell('stop') });
  if (start === null || problems.length > 0) return rejected('Encounter', source, problems);
  const word = cell('encounterclass');
  return {
    kind: 'encounter',
    encounter: {
      sourceId: source,
      status: stop === null ? 'in-progress' : 'finished',
      classCode: classCodeByWord.get(word) ?? orNull(word),
      startsAt: start,
      endsAt: stop,
      patient,
      practitioner: reference(cell('provider')),
      location: null,
      appointment: null,
      service: orNull(cell('description')),
      reason: orNull(cell('reasondescription')),
    },
    source,
    warnings: [],
  };
};

const readPractitioner = (cell: Cells, findings: Findings): ReadOutcome => {
  const source = orNull(cell('id'));
  const words = cell('name').split(' ');
  const name = checkName({ family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') }, findings);
  if (!name) return rejected('Practitioner', source, findings.rejections);
  const specialty = cell('speciality') || cell('specialty');
  return {
    kind: 'practitioner',
    practitioner: {
      sourceId: source,
      ...name,
      prefix: null,
      sex: readSex(cell('gender'), findings),
      identifiers: [],
      phones: [],
      email: null,
      specialties: specialty.length > 0 ? [specialty] : [],
      isActive: true,
    },
    source,
    warnings: findings.warnings,
  };
};

/** Reads a row of a Synthea `encounters.csv` or `providers.csv`; such rows are written by a program and not mended. */
export const readKnownTableRow = (
  content: string,
  header: readonly string[],
  row: readonly string[],
): ReadOutcome => {
  const findings = new Findings();
  const cell = cellsByHeader(header, row, findings);
  return content === 'Encounter' ? readEncounter(cell) : readPractitioner(cell, findings);
};
