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
