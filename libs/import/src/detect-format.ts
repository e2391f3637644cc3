import { sniffDelimiter, type Delimiter } from './delimiter.ts';
import { sniffEncoding, type TextEncoding } from './text-encoding.ts';

export type ImportFormat = 'csv' | 'fhir-ndjson' | 'fhir-json' | 'spreadsheet' | 'binary' | 'unknown';

export type DetectedFormat = { format: ImportFormat; encoding: TextEncoding; delimiter: Delimiter | null };

const SAMPLE_BYTES = 64 * 1024;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46];

const hasMagic = (bytes: Uint8Array, magic: number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

const isFhirResource = (line: string): boolean => /"resourceType"\s*:/.test(line);

const isBundle = (text: string): boolean => /^\s*\{[^{[]*"resourceType"\s*:\s*"Bundle"/.test(text);

const parses = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** Lines that are each a whole object. The first may be broken, so a second that begins one will do as well. */
const looksLineByLine = (text: string): boolean => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim().length > 0);
  const [first = '', second = ''] = lines;
  if (second.startsWith('{')) return true;
  return !isBundle(first) && isFhirResource(first) && parses(first);
};

const jsonFormat = (text: string, fileName: string): ImportFormat => {
  if (/\.ndjson$|\.jsonl$/i.test(fileName)) return 'fhir-ndjson';
  if (!isFhirResource(text)) return 'unknown';
  return !text.startsWith('[') && looksLineByLine(text) ? 'fhir-ndjson' : 'fhir-json';
};

// Tab, line ends and form feed stand in text; of all others an export has a stray one.
// eslint-disable-next-line no-control-regex
const NOT_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f]/g;
const STRAY_CONTROLS = 8;

const isBinary = (text: string): boolean => {
  const controls = text.match(NOT_TEXT)?.length ?? 0;
  return controls > STRAY_CONTROLS && controls > text.length / 50;
};

const textFormat = (text: string, fileName: string): ImportFormat => {
  const start = text.trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return jsonFormat(start, fileName);
  // One broken first line does not make an NDJSON file something else.
  if (/\.ndjson$|\.jsonl$/i.test(fileName)) return 'fhir-ndjson';
  if (start.startsWith('<') || /\.(md|html?|xml)$/i.test(fileName)) return 'unknown';
  return start.length === 0 ? 'unknown' : 'csv';
};

/** What a file is, by its first bytes; the name only decides where the bytes leave it open. */
export const detectFormat = (firstBytes: Uint8Array, fileName: string): DetectedFormat => {
  const encoding = sniffEncoding(firstBytes);
  if (hasMagic(firstBytes, ZIP) || hasMagic(firstBytes, OLE))
    return { format: 'spreadsheet', encoding, delimiter: null };
  if (hasMagic(firstBytes, PDF)) return { format: 'binary', encoding, delimiter: null };
  const sample = new TextDecoder(encoding).decode(firstBytes.subarray(0, SAMPLE_BYTES), { stream: true });
  const format = isBinary(sample) ? 'binary' : textFormat(sample, fileName);
  return { format, encoding, delimiter: format === 'csv' ? sniffDelimiter(sample) : null };
};
