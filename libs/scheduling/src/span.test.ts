import { expect, it } from 'vitest';
import { overlapsAny, subtract, unite } from './span.ts';

it('joins spans that overlap or touch and drops empty ones', () => {
  expect(
    unite([
      [5, 7],
      [1, 3],
      [3, 4],
      [9, 9],
      [2, 3],
      [6, 8],
    ]),
  ).toEqual([
    [1, 4],
    [5, 8],
  ]);
});

it('cuts holes out of spans', () => {
  const holes = [
    [0, 1],
    [3, 4],
    [8, 12],
    [14, 20],
  ] as const;
  expect(
    subtract(
      [
        [1, 10],
        [11, 15],
        [30, 31],
      ],
      holes,
    ),
  ).toEqual([
    [1, 3],
    [4, 8],
    [12, 14],
    [30, 31],
  ]);
});

it('finds the one span that overlaps, and none that only touches', () => {
  const spans = [
    [0, 2],
    [5, 7],
  ] as const;
  expect([
    overlapsAny(spans, [2, 5]),
    overlapsAny(spans, [1, 2]),
    overlapsAny(spans, [6, 9]),
    overlapsAny(spans, [7, 9]),
  ]).toEqual([false, true, true, false]);
});
