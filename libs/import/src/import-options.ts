import type { PatientField } from './column-names.ts';
import type { ImportFormat } from './detect-format.ts';

export type DateOrder = 'mdy' | 'dmy' | 'ymd';

/** Which column is which field, by the header as written; null leaves a column out. */
export type ColumnOverrides = Record<string, PatientField | null>;

export type ImportOptions = {
  /** The clinic's country, ISO 3166-1 alpha-2: national phone numbers, postal codes. */
  country: string;
  /** How the clinic writes 3/4/1980; a column that tells otherwise by itself wins. */
  dateOrder: DateOrder;
  /** Today in the clinic, `YYYY-MM-DD`: nobody is born after it. */
  importDate: string;
  columns?: ColumnOverrides;
  /** Called once per file, before its first record. */
  onFile?: (report: FileReport) => void;
};

/** How a file was understood. */
export type FileReport = {
  file: string;
  format: ImportFormat;
  encoding: string;
  delimiter: string | null;
  /** What a row of the file is: `Patient`, `Encounter`, `Bundle entry`, ... */
  content: string;
  columns: ColumnReport | null;
};

export type ColumnReport = {
  mapped: { header: string; field: PatientField }[];
  /** Columns nobody asks for; their cells are not imported. */
  unmapped: string[];
  /** Columns whose field another column has already; their cells are not imported. */
  ambiguous: string[];
};
