import { isManyLines, isOneLine } from '@clinic/core';
import type { Findings } from './import-codes.ts';

// Controls but tab and line feed. Their names in the source would be invisible, hence the escapes.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Marks that only programs see: zero width space, direction marks of pasted contacts, byte order mark, soft hyphen. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** Marks that turn the direction of all that follows them: with those a name can be shown as another one. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** Joiners are letters' business inside Persian or Hindi words, and stray only at the edges. */
const EDGE_JOINERS = /^[\u200c\u200d\s]+|[\u200c\u200d\s]+$/g;
const ASCII = /^[\t\n\r\x20-\x7e]*$/;

const cp1252Specials =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const cp1252Byte = (character: string): number => {
  const code = character.charCodeAt(0);
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const special = cp1252Specials.indexOf(character);
  return special < 0 ? -1 : 0x80 + special;
};

/** `TreviÃ±o` is UTF-8 that was once read as CP1252. Undone where every character allows it and the bytes are UTF-8. */
const undoMojibake = (text: string): string | null => {
  if (!/[\u00c2-\u00f4]/.test(text)) return null;
  const bytes = Array.from(text, cp1252Byte);
  if (bytes.includes(-1)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
};

const repairMojibake = (text: string, findings: Findings): string => {
  const repaired = undoMojibake(text);
  if (repaired === null) return text;
  findings.warn('mojibake_repaired');
  // A file can pass through the wrong reader twice.
  return undoMojibake(repaired) ?? repaired;
};

const removeControls = (text: string, findings: Findings): string => {
  const cleaned = text.replace(CONTROLS, '').replace(LONE_SURROGATES, '');
  if (cleaned.length !== text.length) findings.warn('control_character_removed');
  return cleaned;
};

/**
 * The text of a table's cell: mojibake undone, controls and invisible marks gone, NFC, trimmed; line ends are `\n`.
 * What it says is kept as it is, hostile or not: it is neutralised where it is shown.
 */
export const cleanText = (cell: string, findings: Findings): string => {
  if (ASCII.test(cell)) return cell.includes('\r') ? cell.replace(/\r\n?/g, '\n').trim() : cell.trim();
  const text = removeControls(repairMojibake(cell.replace(/\r\n?/g, '\n'), findings), findings);
  return text.replace(INVISIBLE, '').normalize('NFC').replace(EDGE_JOINERS, '');
};

/** One line of clean text: every run of white space is one blank. */
export const cleanLine = (cell: string, findings: Findings): string =>
  cleanText(cell, findings).replace(/\s+/g, ' ');

/** The same for a name. What would show it as another one is gone like all invisible marks, and is told. */
export const cleanName = (cell: string, findings: Findings): string => {
  if (cell.search(TURNING) >= 0) findings.warn('control_character_removed');
  return cleanLine(cell, findings);
};

/**
 * Text that is kept as it was written, but for what no interface takes: controls and marks that turn the direction. Line
 * ends and tabs stay.
 */
export const storableText = (text: string, findings: Findings): string => {
  if (isManyLines(text)) return text;
  findings.warn('control_character_removed');
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(TURNING, '');
};

/** The same for a name: it is one line. */
export const storableName = (text: string, findings: Findings): string => {
  if (isOneLine(text)) return text;
  findings.warn('control_character_removed');
  return storableText(text, findings).replace(/[\t\n\u2028\u2029]+/g, ' ');
};

const PLACEHOLDERS =
  /^(n\/?a|none|null|nil|nan|unknown|unk|not known|no|keine?|unbekannt|-+|\.+|\?+|x+|0+)$/i;

/** Words people type where a field must not be empty and nothing is known. */
export const isPlaceholder = (text: string): boolean => PLACEHOLDERS.test(text);

/** Cuts what is longer than the clinic keeps; `null` for nothing. */
export const limitText = (text: string | null, maximum: number, findings: Findings): string | null => {
  if (text === null || text.length === 0) return null;
  if (text.length <= maximum) return text;
  findings.warn('text_shortened');
  return text.slice(0, maximum).replace(/[\uD800-\uDBFF]$/, '');
};
