import type { JSX } from 'react';

type Column = { kind: 'done' | 'now' | 'due'; count: number; dueOnTop: number };

const done = (count: number): Column => ({ kind: 'done', count, dueOnTop: 0 });
const now = (count: number): Column => ({ kind: 'now', count, dueOnTop: 1 });
const due = (count: number): Column => ({ kind: 'due', count, dueOnTop: 0 });

/** A day like many: the beads of the board, large and without colour. */
const columns: readonly Column[] = [
  ...[3, 5, 4, 6].map(done),
  ...[4, 3].map(now),
  ...[6, 3, 2, 5, 4, 3].map(due),
];

const STEP_X = 48;
const STEP_Y = 46;
const BASE = 560;
const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 3 } as const;

const Bead = ({ kind, x, y }: { kind: Column['kind']; x: number; y: number }): JSX.Element => {
  if (kind === 'done') {
    return (
      <path
        d={`M${x - 9} ${y}l6 7 13-15`}
        {...line}
        strokeLinecap="round"
        strokeLinejoin="round"
        opacity=".5"
      />
    );
  }
  if (kind === 'due') return <circle cx={x} cy={y} r="11" {...line} opacity=".32" />;
  return (
    <>
      <circle cx={x} cy={y} r="11" {...line} />
      <path d={`M${x} ${y - 11}a11 11 0 0 1 0 22z`} fill="currentColor" />
    </>
  );
};

const kindAt = ({ kind, count }: Column, row: number): Column['kind'] => (row < count ? kind : 'due');

/** Decoration: nothing here is data. */
export const DayArt = (): JSX.Element => (
  <div className="art" aria-hidden="true">
    <svg className="day" viewBox="0 0 640 640" preserveAspectRatio="xMidYMax slice">
      {columns.flatMap((column, index) =>
        Array.from({ length: column.count + column.dueOnTop }, (_, row) => (
          <Bead
            key={`${index}-${row}`}
            kind={kindAt(column, row)}
            x={40 + STEP_X * index}
            y={BASE - STEP_Y * row}
          />
        )),
      )}
      <line x1="20" x2="620" y1="590" y2="590" stroke="currentColor" strokeWidth="2" opacity=".5" />
      <line x1="304" x2="304" y1="190" y2="590" stroke="currentColor" strokeWidth="4" />
    </svg>
  </div>
);
