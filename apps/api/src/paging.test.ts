import { describe, expect, it } from 'vitest';
import { pageOf, readPlace, writePlace } from '#api/paging.ts';
import { readMonth, readRange } from '#api/range.ts';

const place = { at: new Date('2030-01-07T14:00:00.123Z'), id: '01920000-0000-7000-8000-000000000000' };

describe('a place in a list', () => {
  it('comes back as it was written, and none is the beginning', () => {
    expect(readPlace(writePlace(place))).toEqual(place);
    expect(writePlace(place)).toMatch(/^[\w-]+$/);
    expect([readPlace(undefined), readPlace(null)]).toEqual([undefined, undefined]);
  });

  it.each([
    '',
    'x',
    writePlace(place).slice(0, -3),
    `${writePlace(place)}=`,
    `${writePlace(place)} `,
    Buffer.from(`2030-01-07T14:00:00Z/${place.id}`).toString('base64url'),
    Buffer.from(`-200000-01-07T14:00:00.000Z/${place.id}`).toString('base64url'),
    Buffer.from(`2030-01-07T14:00:00.123Z/${place.id}/more`).toString('base64url'),
    Buffer.from('2030-01-07T14:00:00.123Z/not-an-id').toString('base64url'),
  ])('that nobody wrote is refused: %j', (cursor) => {
    expect(() => readPlace(cursor)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('a page', () => {
  const rows = [1, 2, 3].map((number) => ({ number, place: { at: new Date(number), id: place.id } }));
  const page = (limit: number, known = rows) => pageOf(known, limit, (row) => row.place);

  it('has as many as asked, and a cursor when one more was found', () => {
    expect(page(2).rows.map((row) => row.number)).toEqual([1, 2]);
    expect(page(2).nextCursor).toBe(writePlace({ at: new Date(2), id: place.id }));
  });

  it('is the last when no more was found', () => {
    expect(page(3)).toEqual({ rows, nextCursor: null });
    expect(page(5, [])).toEqual({ rows: [], nextCursor: null });
  });
});

describe('a range', () => {
  const days = (count: number) => new Date(Date.UTC(2030, 0, 1 + count)).toISOString();

  it('is taken up to 31 days, and a month with the hours a change of clocks adds', () => {
    const range = { from: days(0), to: days(31) };
    expect(readRange(range)).toEqual({ from: new Date(days(0)), to: new Date(days(31)) });
    const hourMore = { from: days(0), to: new Date(Date.parse(days(31)) + 3_600_000).toISOString() };
    expect(() => readRange(hourMore)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(readMonth(hourMore).to).toEqual(new Date(hourMore.to));
  });

  it.each([
    ['nothing', days(0), days(0)],
    ['backwards', days(1), days(0)],
    ['32 days', days(0), days(32)],
  ])('of %s is refused', (_what, from, to) => {
    expect(() => readRange({ from, to })).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
