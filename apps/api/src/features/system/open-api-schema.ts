import { z } from 'zod';

export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** A schema of the contracts as JSON Schema 2020-12. @param options.isOpen it is a part: others say what else there is. */
export const schemaOf = (
  schema: z.ZodType,
  io: 'input' | 'output',
  options: { isOpen?: boolean } = {},
): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  if (options.isOpen !== true) return rest;
  const { additionalProperties: _closed, ...open } = rest;
  return open;
};
