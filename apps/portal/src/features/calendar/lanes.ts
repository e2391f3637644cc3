/** Something that takes time in a column. `rank` decides who keeps the first lane: overbookings stand behind. */
export type Timed = { start: number; end: number; rank: number };

/** Where it stands across the column, as shares of its width. */
export type Lane = { offset: number; width: number };

const whole: Lane = { offset: 0, width: 1 };

/** Two side by side: the first keeps a little more, because it was there first. */
const pair: readonly Lane[] = [
  { offset: 0, width: 0.54 },
  { offset: 0.54, width: 0.46 },
];

const laneOf = (index: number, count: number): Lane => {
  if (count === 1) return whole;
  const lane = count === 2 ? pair[index] : undefined;
  return lane ?? { offset: index / count, width: 1 / count };
};

/** Groups of things that touch one another in time, directly or over others. */
const clustersOf = <Item extends Timed>(sorted: readonly Item[]): Item[][] => {
  const clusters: Item[][] = [];
  let end = -Infinity;
  for (const item of sorted) {
    if (item.start >= end) clusters.push([]);
    clusters.at(-1)?.push(item);
    end = Math.max(item.start >= end ? -Infinity : end, item.end);
  }
  return clusters;
};

/** Lays things that overlap side by side, each in the first lane that is free when it begins. */
export const layOut = <Item extends Timed>(items: readonly Item[]): (Item & Lane)[] => {
  const sorted = [...items].sort((one, other) => one.start - other.start || one.rank - other.rank);
  return clustersOf(sorted).flatMap((cluster) => {
    const ends: number[] = [];
    const placed = cluster.map((item) => {
      const free = ends.findIndex((end) => end <= item.start);
      const index = free < 0 ? ends.length : free;
      ends[index] = item.end;
      return { item, index };
    });
    return placed.map(({ item, index }) => ({ ...item, ...laneOf(index, ends.length) }));
  });
};
