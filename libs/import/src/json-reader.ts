import { storableText } from './clean-text.ts';
import type { Findings } from './import-codes.ts';
import type { JsonObject } from './imported-records.ts';

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The text under a key; null where there is none or it is no text. */
export const textAt = (object: JsonObject | null, key: string): string | null => {
  const value = object?.[key];
  return typeof value === 'string' && value.length > 0 ? value : null;
};

export const objectAt = (object: JsonObject | null, key: string): JsonObject | null => {
  const value = object?.[key];
  return isJsonObject(value) ? value : null;
};

/** The objects of a list under a key; a single object counts as a list of one. */
export const objectsAt = (object: JsonObject | null, key: string): JsonObject[] =>
  listOf(object?.[key]).filter(isJsonObject);

export const textsAt = (object: JsonObject | null, key: string): string[] =>
  listOf(object?.[key]).filter((value): value is string => typeof value === 'string' && value.length > 0);

/** No mapper looks deeper, and a file may nest as deep as it likes. */
const DEEPEST = 20;

const storableValue = (value: unknown, findings: Findings, depth: number): unknown => {
  if (typeof value === 'string') return storableText(value, findings);
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => storableValue(each, findings, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, storableValue(each, findings, depth + 1)]),
  );
};

/** The object with all its texts as they may be kept. */
export const storableObject = (object: JsonObject, findings: Findings): JsonObject => {
  const value = storableValue(object, findings, 0);
  return isJsonObject(value) ? value : object;
};
