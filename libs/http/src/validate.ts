import { invalidBody, invalidInput, isStorableText, isUuid, type Issue } from '@clinic/core';
import { instant, issuesOf, type QueryField, type QueryFields } from '@clinic/contracts';
import type { Request } from 'express';
import { checkSchema, matchedData, validationResult, type ParamSchema, type Schema } from 'express-validator';
import type { z } from 'zod';

const isInstant = (value: unknown): boolean => instant.safeParse(value).success;

const integerSchema = (field: Extract<QueryField, { kind: 'integer' }>): ParamSchema => ({
  isInt: {
    options: { min: field.minimum, max: field.maximum, allow_leading_zeroes: false },
    errorMessage: `must be a whole number from ${field.minimum} to ${field.maximum}`,
  },
  toInt: true,
});

const isStorable = (value: unknown): boolean => typeof value === 'string' && isStorableText(value);

const textSchema = (field: Extract<QueryField, { kind: 'text' }>): ParamSchema => ({
  custom: { options: isStorable, errorMessage: 'holds a character that cannot be kept' },
  isLength: {
    options: { max: field.maximum },
    errorMessage: `must have at most ${field.maximum} characters`,
  },
  ...(field.oneOf
    ? { isIn: { options: [[...field.oneOf]], errorMessage: 'is not one of the known values' } }
    : {}),
});

const kinds: { [Kind in QueryField['kind']]: (field: Extract<QueryField, { kind: Kind }>) => ParamSchema } = {
  text: textSchema,
  integer: integerSchema,
  // `?archived` alone means it.
  flag: () => ({
    isIn: { options: [['true', 'false', '1', '0', '']], errorMessage: 'must be true or false' },
    customSanitizer: { options: (value: unknown) => value === 'true' || value === '1' || value === '' },
  }),
  // An id is known in small letters, however it was written.
  id: () => ({
    isUUID: { options: 'loose', errorMessage: 'must be a UUID' },
    customSanitizer: { options: (value: unknown) => String(value).toLowerCase() },
  }),
  instant: () => ({
    custom: { options: isInstant, errorMessage: 'must be an instant in UTC such as 2026-11-23T09:00:00Z' },
  }),
};

const hasDefault = (field: QueryField): boolean => field.kind === 'integer' || field.kind === 'flag';

const isAbsentAllowed = (field: QueryField): boolean =>
  hasDefault(field) || !('required' in field) || field.required !== true;

const schemaOf = (field: QueryField): ParamSchema => {
  const build = kinds[field.kind] as (field: QueryField) => ParamSchema;
  return {
    ...(isAbsentAllowed(field) ? { optional: true } : {}),
    // A parameter given twice arrives as a list: it is refused, never picked from.
    isString: { errorMessage: 'must be given once', bail: true },
    ...build(field),
  };
};

const defaultsOf = (fields: QueryFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]): [string, unknown][] => {
      if (field.kind === 'integer') return [[name, field.default]];
      return field.kind === 'flag' ? [[name, false]] : [];
    }),
  );

const schemaOfQuery = (fields: QueryFields): Schema =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { in: ['query'], ...schemaOf(field) }]),
  );

/** Names this address does not know; which they are is not said back: a name is the sender's text too. */
const unknownNames = (request: Request, fields: QueryFields): Issue[] =>
  Object.keys(request.query).some((name) => !Object.hasOwn(fields, name))
    ? [{ path: 'query', code: 'unknown_field', message: 'holds a parameter this address does not know' }]
    : [];

const issuesIn = (request: Request): Issue[] =>
  validationResult(request)
    .array()
    .map((error) => ({
      path: 'path' in error ? error.path : '',
      code: 'invalid',
      message: String(error.msg),
    }));

// Bytes that are no UTF-8 would be read as replacement characters: something else would be asked for than was meant.
const assertUtf8 = (request: Request): void => {
  const { url } = request;
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch {
    throw invalidInput([{ path: 'query', code: 'invalid', message: 'must be percent-encoded UTF-8' }]);
  }
};

/** The query of a request, checked and typed, or a 400 that names what is wrong. Unknown and repeated names are refused. */
export const queryReader = (
  fields: QueryFields = {},
): ((request: Request) => Promise<Record<string, unknown>>) => {
  const chains = checkSchema(schemaOfQuery(fields), ['query']);
  const defaults = defaultsOf(fields);
  const isAlwaysEmpty = Object.keys(fields).length === 0;
  return async (request) => {
    // Most reads carry no query at all: nothing to check.
    if (isAlwaysEmpty && !request.url.includes('?')) return {};
    assertUtf8(request);
    await chains.run(request);
    const issues = [...unknownNames(request, fields), ...issuesIn(request)];
    if (issues.length > 0) throw invalidInput(issues);
    const given = matchedData(request, { locations: ['query'], includeOptionals: false });
    return Object.assign({}, defaults, given);
  };
};

/** The path's parameters: each is an id, and any UUID may be asked for. */
export const readParams = (request: Request): Record<string, string> => {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    if (typeof value !== 'string' || !isUuid(value)) {
      throw invalidInput([{ path: name, code: 'invalid', message: 'must be a UUID' }]);
    }
    params[name] = value.toLowerCase();
  }
  return params;
};

/** The body, checked by the contract; unknown fields are refused. */
export const readBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const result = schema.safeParse(body);
  if (!result.success) throw invalidBody(issuesOf(result.error));
  return result.data;
};

const IF_MATCH = /^(?:W\/)?"(\d{1,9})"$/;

/** The version a change was made from: `If-Match: "3"`. Unreadable is 400. */
export const readVersion = (request: Request): number | 'missing' => {
  const header = request.headers['if-match'];
  if (header === undefined) return 'missing';
  const version = IF_MATCH.exec(header)?.[1];
  if (version === undefined)
    throw invalidInput([{ path: 'If-Match', code: 'invalid', message: 'must be a version such as "3"' }]);
  return Number(version);
};

/** A header that must be a UUID where it is sent. */
export const readIdHeader = (request: Request, name: string): string | null => {
  const header = request.headers[name.toLowerCase()];
  if (header === undefined) return null;
  if (typeof header !== 'string' || !isUuid(header)) {
    throw invalidInput([{ path: name, code: 'invalid', message: 'must be a UUID' }]);
  }
  return header.toLowerCase();
};

/** Whether a text can be stored; used where text does not come through a contract's schema. */
export const assertStorable = (path: string, text: string): void => {
  if (!isStorableText(text))
    throw invalidInput([{ path, code: 'invalid', message: 'holds a character that cannot be kept' }]);
};
