import { AppError } from '@clinic/core';
import { problem as problemSchema } from '@clinic/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf, toAppError } from './problem.ts';

const thrown = (fields: object) => Object.assign(new Error('Unexpected token Z in "Zaunkönig"'), fields);

describe('whatever is thrown', () => {
  it.each([
    ['a body that is too large', thrown({ status: 413, type: 'entity.too.large' }), 'too_large'],
    [
      'a body in a charset nobody reads',
      thrown({ status: 415, type: 'charset.unsupported' }),
      'unsupported_media_type',
    ],
    [
      'a body packed in a way nobody unpacks',
      thrown({ status: 415, type: 'encoding.unsupported' }),
      'unsupported_media_type',
    ],
    ['a body that cannot be parsed', thrown({ status: 400, type: 'entity.parse.failed' }), 'malformed'],
    ['a body that breaks off', thrown({ status: 400, type: 'request.aborted' }), 'malformed'],
    ['a path that cannot be decoded', new URIError('Failed to decode param Zaunkönig'), 'malformed'],
    ['a fault of ours', new TypeError('Cannot read Zaunkönig'), 'internal'],
    ['a fault that calls itself a status', thrown({ status: 500 }), 'internal'],
    ['a text', 'Zaunkönig', 'internal'],
    ['nothing', undefined, 'internal'],
  ])('%s has a name of ours and none of its words', (_what, error, code) => {
    const named = toAppError(error);
    expect(named.code).toBe(code);
    expect(JSON.stringify(problemOf(named, 'r'))).not.toContain('Zaunkönig');
  });

  it('keeps its name when it has one, and its cause for the log', () => {
    const own = new AppError('slot_taken', 'This time is already taken');
    expect(toAppError(own)).toBe(own);
    const cause = new TypeError('x');
    expect(toAppError(cause).cause).toBe(cause);
  });
});

describe('a problem document', () => {
  it('says what RFC 9457 asks and what the reader needs to go on', () => {
    const issues = [{ path: 'familyName', code: 'custom', message: 'must not be empty' }];
    const error = new AppError('invalid_body', 'Some fields need another look', {
      issues,
      extra: { current: { version: 3 } },
    });
    const document = problemOf(error, 'a request');
    expect(document).toEqual({
      ...{ type: 'about:blank', title: 'Some fields need another look', status: 400, code: 'invalid_body' },
      ...{ requestId: 'a request', issues, current: { version: 3 } },
    });
    expect(problemSchema.parse(document)).toEqual(document);
  });
});
