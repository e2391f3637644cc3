/** A file that may be sent. `name` is for the eyes of who chose it; `sentAs` says its kind and nothing of whom it is about. */
export type ReadableFile = { name: string; sentAs: string; content: Blob };

export type FileRefusal = 'tooLarge' | 'wrongType' | 'spreadsheet' | 'empty';

const LARGEST_BYTES = 100 * 1024 * 1024;

const types = new Map([
  ['csv', 'text/csv'],
  ['tsv', 'text/csv'],
  ['txt', 'text/csv'],
  ['ndjson', 'application/fhir+ndjson'],
  ['jsonl', 'application/fhir+ndjson'],
  ['json', 'application/json'],
]);

const spreadsheets = new Set(['xls', 'xlsx', 'xlsm', 'ods', 'numbers']);

/** What the dialog of the system offers first. */
export const acceptedFiles = [...types.keys()].map((ending) => `.${ending}`).join(',');

const endingOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** Decides before anything is sent whether a file can be read at all; systems disagree on its type, so its name tells. */
export const readableFile = (file: File): ReadableFile | FileRefusal => {
  const ending = endingOf(file.name);
  if (spreadsheets.has(ending)) return 'spreadsheet';
  const type = types.get(ending);
  if (type === undefined) return 'wrongType';
  if (file.size === 0) return 'empty';
  if (file.size > LARGEST_BYTES) return 'tooLarge';
  return { name: file.name, sentAs: `upload.${ending}`, content: file.slice(0, file.size, type) };
};
