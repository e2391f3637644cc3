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

/** What is left of the spans where no hole is, in order. */
export const subtract = (spans: readonly Span[], holes: readonly Span[]): Span[] => {
  const cuts = unite(holes);
  const left: Span[] = [];
  let first = 0;
  for (const [start, end] of unite(spans)) {
    while ((cuts[first]?.[1] ?? Infinity) <= start) first += 1;
    let from = start;
    for (let index = first; index < cuts.length; index += 1) {
      const cut = cuts[index];
      if (!cut || cut[0] >= end) break;
      if (from < cut[0]) left.push([from, cut[0]]);
      from = Math.max(from, cut[1]);
    }
    if (from < end) left.push([from, end]);
  }
  return left;
};

/** Whether one of the ordered, disjoint spans overlaps the asked one. */
export const overlapsAny = (spans: readonly Span[], asked: Span): boolean => {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.[1] ?? Infinity) <= asked[0]) low = middle + 1;
    else high = middle;
  }
  const found = spans[low];
  return found !== undefined && overlaps(found, asked);
};
