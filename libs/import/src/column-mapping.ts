import {
  fieldOfHeader,
  foldHeader,
  isClearNameHeader,
  repeatableFields,
  type PatientField,
} from './column-names.ts';
import type { ColumnOverrides, ColumnReport } from './import-options.ts';
import { isOfOtherThings } from './table-kind.ts';

/** Which cells of a row hold which field. */
export type ColumnMapping = {
  header: string[];
  cellsByField: Map<PatientField, number[]>;
  report: ColumnReport;
};

type Column = { header: string; index: number; field: PatientField | null };

const hasField = (columns: Column[], field: PatientField): boolean =>
  columns.some((column) => column.field === field);

/** `Name` beside `Vorname` or `First name` is the family name; alone it is the whole name. */
const withPlainName = (columns: Column[]): Column[] => {
  const isFamilyName = hasField(columns, 'givenName') && !hasField(columns, 'familyName');
  if (!isFamilyName) return columns;
  return columns.map((column) => (column.field === 'fullName' ? { ...column, field: 'familyName' } : column));
};

const isTaken = (mapping: ColumnMapping, field: PatientField): boolean => {
  if (field === 'fullName' && mapping.cellsByField.has('familyName')) return true;
  return mapping.cellsByField.has(field) && !repeatableFields.has(field);
};

const addColumn = (mapping: ColumnMapping, { header, index, field }: Column): void => {
  if (header.trim().length === 0) return;
  if (field === null) {
    mapping.report.unmapped.push(header);
    return;
  }
  if (isTaken(mapping, field)) {
    mapping.report.ambiguous.push(header);
    return;
  }
  mapping.report.mapped.push({ header, field });
  mapping.cellsByField.set(field, [...(mapping.cellsByField.get(field) ?? []), index]);
};

const overriddenField = (header: string, overrides: ColumnOverrides): PatientField | null | undefined => {
  const key = Object.keys(overrides).find((name) => foldHeader(name) === foldHeader(header));
  return key === undefined ? undefined : overrides[key];
};

/** A family name column goes before a whole-name column, wherever it stands. */
const rank = (column: Column): number => (column.field === 'fullName' ? 1 : 0);

/** Maps the columns of a patient table by their headers; an override decides for the columns it names. */
export const mapColumns = (header: string[], overrides: ColumnOverrides = {}): ColumnMapping => {
  const columns = header.map((name, index): Column => {
    const overridden = overriddenField(name, overrides);
    return { header: name.trim(), index, field: overridden === undefined ? fieldOfHeader(name) : overridden };
  });
  const mapping: ColumnMapping = {
    header: header.map((name) => name.trim()),
    cellsByField: new Map(),
    report: { mapped: [], unmapped: [], ambiguous: [] },
  };
  const byRank = withPlainName(columns).sort((one, other) => rank(one) - rank(other));
  for (const column of byRank) addColumn(mapping, column);
  return mapping;
};

/** A family and a given name, or a header that can be nothing but somebody's name, and no column of staff or visits. */
const namesPeople = ({ cellsByField, header }: ColumnMapping): boolean => {
  const isNamed =
    (cellsByField.has('familyName') && cellsByField.has('givenName')) || header.some(isClearNameHeader);
  return isNamed && !isOfOtherThings(header);
};

const REACHABLE: readonly PatientField[] = ['homePhone', 'mobilePhone', 'email'];

/** Whether a header belongs to a table of people: a name, and something else that only a person has, or a clear name. */
export const isPatientHeader = (mapping: ColumnMapping): boolean => {
  const hasAny = (...fields: PatientField[]): boolean =>
    fields.some((field) => mapping.cellsByField.has(field));
  const isPerson = hasAny('birthDate', 'sex');
  if (hasAny('familyName', 'givenName') && (isPerson || hasAny(...REACHABLE))) return true;
  // Companies and buildings have a name, an address and a phone too.
  return (isPerson && hasAny('fullName')) || namesPeople(mapping);
};

/** Cells of the field's columns, empty ones left out. */
export const cellsOf = (mapping: ColumnMapping, row: readonly string[], field: PatientField): string[] =>
  (mapping.cellsByField.get(field) ?? []).map((index) => row[index] ?? '').filter((cell) => cell.length > 0);

/** The field's cell, empty where the column or the cell is missing. */
export const cellOf = (mapping: ColumnMapping, row: readonly string[], field: PatientField): string => {
  const index = mapping.cellsByField.get(field)?.[0];
  return index === undefined ? '' : (row[index] ?? '');
};

/** Whether a row is the header once more, as files glued together have it. */
export const isRepeatedHeader = (mapping: ColumnMapping, row: readonly string[]): boolean => {
  const filled = row
    .map((cell, index) => ({ cell: cell.trim(), index }))
    .filter(({ cell }) => cell.length > 0);
  return filled.length > 1 && filled.every(({ cell, index }) => cell === mapping.header[index]);
};
