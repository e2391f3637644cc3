/** A stretch of time in Unix milliseconds, half-open. Numbers, because a day is cut into hundreds of them. */
export type Span = readonly [start: number, end: number];

/** A stretch of time, half-open. */
export type Interval = { startsAt: Date; endsAt: Date };

export const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;

export const toSpan = ({ startsAt, endsAt }: Interval): Span => [startsAt.getTime(), endsAt.getTime()];

export const toInterval = ([start, end]: Span): Interval => ({
  startsAt: new Date(start),
  endsAt: new Date(end),
});

export const overlaps = (one: Span, other: Span): boolean => one[0] < other[1] && other[0] < one[1];

/** In order, overlapping and touching ones joined, empty ones gone. */
export const unite = (spans: readonly Span[]): Span[] => {
  const ordered = spans.filter(([start, end]) => start < end).sort((one, other) => one[0] - other[0]);
  const united: [number, number][] = [];
  for (const [start, end] of ordered) {
    const last = united.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else united.push([start, end]);
  }
  return united;
};

// Where, in ordered and disjoint spans, the first one stands that ends after an instant.
const firstEndingAfter = (spans: readonly Span[], instant: number): number => {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.[1] ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
};

const piecesOf = ([start, end]: Span, cuts: readonly Span[]): Span[] => {
  const pieces: Span[] = [];
  let from = start;
  for (let index = firstEndingAfter(cuts, start); from < end; index += 1) {
    const [cutStart, cutEnd] = cuts[index] ?? [end, end];
    if (from < cutStart) pieces.push([from, Math.min(cutStart, end)]);
    from = cutEnd;
  }
  return pieces;
};

/** What is left of the spans where no hole is, in order. */
export const subtract = (spans: readonly Span[], holes: readonly Span[]): Span[] => {
  const cuts = unite(holes);
  return unite(spans).flatMap((span) => piecesOf(span, cuts));
};

/** Whether one of the ordered, disjoint spans overlaps the asked one. */
export const overlapsAny = (spans: readonly Span[], asked: Span): boolean => {
  const found = spans[firstEndingAfter(spans, asked[0])];
  return found !== undefined && overlaps(found, asked);
};
