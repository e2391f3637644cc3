import type { Issue } from '@clinic/core';
import type { z } from 'zod';

const places = (path: PropertyKey[], name?: string): string =>
  [...path, ...(name === undefined ? [] : [name])].map(String).join('.').slice(0, 120);

/** What is wrong with a value, by field; the portal's forms and the API speak with the same words. The value is never repeated. */
export const issuesOf = (error: z.ZodError): Issue[] =>
  error.issues.flatMap((issue): Issue[] => {
    if (issue.code === 'unrecognized_keys') {
      // The name of an unknown field is the sender's text: it is only said back when it looks like a field name.
      return issue.keys.slice(0, 20).map((key) => ({
        path: places(issue.path, /^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(key) ? key : '(unknown)'),
        code: 'unknown_field',
        message: 'is not a field of this request',
      }));
    }
    return [{ path: places(issue.path), code: issue.code, message: issue.message }];
  });
