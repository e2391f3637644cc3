import { isBlank } from '@clinic/core';
import { readBirthDate, type BirthDate, type BirthDateRules } from './birth-date.ts';
import { cleanLine, cleanName, cleanText, isPlaceholder, limitText } from './clean-text.ts';
import { cellOf, cellsOf, type ColumnMapping } from './column-mapping.ts';
import type { PatientField } from './column-names.ts';
import { readEmail } from './email-address.ts';
import { Findings } from './import-codes.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportedIdentifier, ImportedName, ImportedPatient, ReadOutcome } from './imported-records.ts';
import { LONGEST_NAME, readName, type PersonName } from './person-name.ts';
import { readPhones } from './phone-number.ts';
import { readAddress } from './postal-address.ts';
import { readSex } from './sex-word.ts';

const LONGEST_NOTES = 10_000;
const LONGEST_IDENTIFIER = 500;

/** One row of a patient table with what is needed to read it. */
type Row = {
  cells: readonly string[];
  mapping: ColumnMapping;
  options: ImportOptions;
  dates: BirthDateRules;
  findings: Findings;
};

const line = (row: Row, field: PatientField): string =>
  cleanLine(cellOf(row.mapping, row.cells, field), row.findings);

const lines = (row: Row, field: PatientField): string[] =>
  cellsOf(row.mapping, row.cells, field)
    .map((cell) => cleanText(cell, row.findings))
    .filter((text) => text.length > 0);

const readRowName = (row: Row): PersonName | null => {
  const cell = (field: PatientField): string => cellOf(row.mapping, row.cells, field);
  return readName(
    {
      given: cell('givenName'),
      middle: cell('middleName'),
      family: cell('familyName'),
      full: cell('fullName'),
    },
    row.findings,
  );
};

const readOtherNames = (row: Row): ImportedName[] => {
  const name = (field: PatientField): string =>
    cleanName(cellOf(row.mapping, row.cells, field), row.findings);
  const names: ImportedName[] = [
    { kind: 'preferred', name: name('preferredName') },
    { kind: 'maiden', name: name('maidenName') },
  ];
  if (names.some((each) => each.name.length > LONGEST_NAME)) row.findings.warn('other_name_too_long');
  return names.filter((each) => !isBlank(each.name) && each.name.length <= LONGEST_NAME);
};

/** Notes what is odd of the birth date, and answers it. */
export const noteBirthDate = (
  birth: BirthDate,
  findings: Findings,
): Pick<ImportedPatient, 'birthDate' | 'birthDateText'> => {
  if (birth.kind === 'missing') findings.warn('birth_date_missing');
  if (birth.kind === 'impossible') findings.reject('invalid_birth_date');
  if (birth.kind === 'partial') findings.warn('birth_date_partial');
  if (birth.kind === 'date') birth.warnings.forEach((code) => findings.warn(code));
  return {
    birthDate: birth.kind === 'date' ? birth.date : null,
    birthDateText: birth.kind === 'partial' ? birth.text : null,
  };
};

const readRowAddress = (row: Row): ImportedPatient['address'] => {
  const street = cleanText(cellOf(row.mapping, row.cells, 'addressLine'), row.findings);
  const typed = {
    line: [`${street} ${line(row, 'addressNumber')}`.trim(), ...lines(row, 'addressMore')]
      .filter((part) => part.length > 0)
      .join('\n'),
    city: line(row, 'city'),
    state: line(row, 'state'),
    postalCode: line(row, 'postalCode'),
    country: line(row, 'country'),
  };
  return readAddress(typed, row.options.country, row.findings);
};

/** The systems FHIR names for these numbers; for a chart number and the like, one of our own. */
const IDENTIFIER_SYSTEMS: [PatientField, string][] = [
  ['chartNumber', 'urn:import:chart-number'],
  ['socialSecurityNumber', 'http://hl7.org/fhir/sid/us-ssn'],
  ['passport', 'urn:import:passport-number'],
  ['driversLicence', 'urn:import:drivers-licence'],
  ['insuranceNumber', 'urn:import:insurance-number'],
];

const readIdentifiers = (row: Row): ImportedIdentifier[] => {
  const identifiers = IDENTIFIER_SYSTEMS.map(([field, system]) => ({ system, value: line(row, field) }));
  if (identifiers.some(({ value }) => value.length > LONGEST_IDENTIFIER))
    row.findings.warn('identifier_too_long');
  return identifiers.filter(
    ({ value }) => value.length > 0 && value.length <= LONGEST_IDENTIFIER && !isPlaceholder(value),
  );
};

const isNo = (text: string): boolean => /^(|0|n|no|false|f|nein|null)$/i.test(text);
const isDate = (text: string): boolean =>
  /\d/.test(text) && !/^(0000|0001-01-01|1899|01\/01\/0001)/.test(text);

const readIsDeceased = (row: Row): boolean =>
  !isNo(line(row, 'deceased')) ||
  isDate(line(row, 'deathDate')) ||
  /^deceased|^verstorben/i.test(line(row, 'status'));

const INACTIVE =
  /^(inactive|archived|deleted|nonpatient|non-patient|deceased|inaktiv|archiviert|verstorben|closed)$/i;

const readIsActive = (row: Row): boolean => {
  const active = line(row, 'active');
  const isSwitchedOff = active.length > 0 && isNo(active);
  return !isSwitchedOff && !INACTIVE.test(line(row, 'status')) && lines(row, 'archivedAt').every(isNo);
};

const readLanguage = (row: Row): string | null => {
  const tag = line(row, 'language').replace('_', '-');
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : null;
};

const readPatient = (row: Row, name: PersonName): ImportedPatient => {
  const phoneCells = [...lines(row, 'mobilePhone'), ...lines(row, 'homePhone'), ...lines(row, 'workPhone')];
  const sourceId = line(row, 'sourceId');
  const notes = lines(row, 'notes').join('\n');
  return {
    sourceId: limitText(sourceId, LONGEST_IDENTIFIER, row.findings),
    ...name,
    otherNames: readOtherNames(row),
    ...noteBirthDate(readBirthDate(line(row, 'birthDate'), row.dates), row.findings),
    sex: readSex(line(row, 'sex'), row.findings),
    ...readPhones(phoneCells, row.options.country, row.findings),
    email: readEmail(lines(row, 'email'), row.findings),
    address: readRowAddress(row),
    identifiers: readIdentifiers(row),
    language: readLanguage(row),
    notes: limitText(notes, LONGEST_NOTES, row.findings),
    isDeceased: readIsDeceased(row),
    isActive: readIsActive(row),
  };
};

const noteLength = ({ cells, mapping, findings }: Row): void => {
  if (cells.length < mapping.header.length) findings.warn('short_row');
  if (cells.slice(mapping.header.length).some((cell) => cell.trim().length > 0)) findings.warn('extra_cells');
};

/** Reads one row of a patient table. */
export const readPatientRow = (row: Omit<Row, 'findings'>): ReadOutcome => {
  const findings = new Findings();
  const full: Row = { ...row, findings };
  noteLength(full);
  const name = readRowName(full);
  const patient = readPatient(full, name ?? { familyName: '', givenName: null });
  const source = patient.sourceId;
  const { warnings, rejections } = findings;
  if (rejections.length > 0)
    return { kind: 'rejected', resourceType: 'Patient', reasons: rejections, source, warnings };
  return { kind: 'patient', patient, source, warnings };
};
