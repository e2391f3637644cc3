import { paging } from '@clinic/contracts';
import express from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { toAppError } from './problem.ts';
import { assertStorable, queryReader } from './validate.ts';

const reader = queryReader({
  ...paging,
  text: { kind: 'text', maximum: 5 },
  action: { kind: 'text', maximum: 20, oneOf: ['create', 'skip'] },
  archived: { kind: 'flag' },
  id: { kind: 'id' },
  from: { kind: 'instant' },
});

const app = express().set('query parser', 'simple');
app.get('/', async (request, response) => {
  await reader(request).then(
    (query) => response.json({ query }),
    (error: unknown) => response.status(400).json({ issues: toAppError(error).issues }),
  );
});

const ask = async (
  query: string,
): Promise<{ query?: Record<string, unknown>; issues?: { path: string }[] }> =>
  (await supertest(app).get(`/?${query}`)).body;

const nothing = { limit: 25, archived: false };

describe('a query', () => {
  it.each([
    ['', nothing],
    ['limit=7', { ...nothing, limit: 7 }],
    ['text=a%20b', { ...nothing, text: 'a b' }],
    ['text=', { ...nothing, text: '' }],
    ['action=skip', { ...nothing, action: 'skip' }],
    ['archived', { ...nothing, archived: true }],
    ['archived=true', { ...nothing, archived: true }],
    ['archived=1', { ...nothing, archived: true }],
    ['archived=false', nothing],
    ['archived=0', nothing],
    ['id=8C2F4A51-6C0E-4D6B-9D0A-1F7C2D3E4F50', { ...nothing, id: '8c2f4a51-6c0e-4d6b-9d0a-1f7c2d3e4f50' }],
    ['from=2026-11-23T09:00:00Z', { ...nothing, from: '2026-11-23T09:00:00Z' }],
  ])('%j is read and typed, with what it leaves out filled in', async (query, expected) => {
    expect(await ask(query)).toEqual({ query: expected });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=', 'limit'],
    ['limit=05', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['text=sixsix', 'text'],
    ['text=%00', 'text'],
    ['text=%ff', 'query'],
    ['text=%', 'query'],
    ['limit=7&text=%c3%28', 'query'],
    ['action=burn', 'action'],
    ['archived=maybe', 'archived'],
    ['archived&archived', 'archived'],
    ['id=7', 'id'],
    ['from=today', 'from'],
    ['other=1', 'query'],
    ['__proto__=1', 'query'],
    ['text[a]=1', 'query'],
  ])('%j is refused, and which part of it is wrong is said', async (query, path) => {
    const { issues } = await ask(query);
    expect(issues?.map((issue) => issue.path)).toContain(path);
  });
});

it('knows what text can be kept', () => {
  expect(() => assertStorable('name', 'Nguyễn')).not.toThrow();
  expect(() => assertStorable('name', 'a\0b')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});
