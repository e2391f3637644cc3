import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { issuesOf } from './issues.ts';
import { newPatient } from './patients.contract.ts';

const issues = (schema: z.ZodType, value: unknown) => {
  const result = schema.safeParse(value);
  return result.success ? [] : issuesOf(result.error);
};

describe('what is wrong with a body', () => {
  it('is said by the place of the field, dotted, with a code and a sentence', () => {
    expect(
      issues(newPatient, { familyName: '', address: { country: 'usa' }, identifiers: [{ system: 'x' }] }),
    ).toEqual([
      { path: 'familyName', code: 'custom', message: 'must not be empty' },
      {
        path: 'address.country',
        code: 'invalid_format',
        message: 'must be a country code of two capital letters',
      },
      { path: 'identifiers.0.value', code: 'invalid_type', message: expect.any(String) },
    ]);
  });

  it.each(['Ada\u202eovol', 'Ada\u0000', 'Ada\nKing', '\u200b'])('is said once of %j', (familyName) => {
    expect(issues(newPatient, { familyName })).toHaveLength(1);
  });

  it('is all said at once', () => {
    expect(
      issues(newPatient, { sex: 'x', birthDate: 'x', email: 'x' })
        .map((issue) => issue.path)
        .sort(),
    ).toEqual([...['birthDate', 'email', 'familyName', 'sex']]);
  });

  it.each([
    { familyName: 'Zaunkönig\0' },
    { familyName: ['Zaunkönig'] },
    { sex: 'Zaunkönig' },
    { birthDate: 'Zaunkönig' },
    { phone: 'Zaunkönig' },
  ])('never repeats what was sent: %j', (value) =>
    expect(JSON.stringify(issues(newPatient, { familyName: 'x', ...value }))).not.toContain('Zaunkönig'),
  );

  it('names an unknown field when it looks like one, and nothing else of the sender', () => {
    expect(
      issues(newPatient, { familyName: 'x', givenNam: 'y', 'Frau Zaunkönig': 1, [`k${'x'.repeat(60)}`]: 1 }),
    ).toEqual([
      { path: 'givenNam', code: 'unknown_field', message: 'is not a field of this request' },
      { path: '(unknown)', code: 'unknown_field', message: 'is not a field of this request' },
      { path: '(unknown)', code: 'unknown_field', message: 'is not a field of this request' },
    ]);
  });

  it('ends somewhere, however much is unknown', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    expect(issues(newPatient, { familyName: 'x', ...many })).toHaveLength(20);
  });
});
