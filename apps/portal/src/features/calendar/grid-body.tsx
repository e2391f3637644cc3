import { memo, useMemo, type JSX } from 'react';
import type { ReferenceData } from '#reference';
import type { Column } from './calendar.columns.ts';
import { TimeCell, VisitCell } from './calendar-cells.tsx';
import { ColumnHeads } from './column-heads.tsx';
import { movable } from './movable.ts';
import type { Stop } from './stops.ts';

/** A row of the accessible grid: a quarter of an hour. */
export const ROW_MINUTES = 15;

/** The stops of all columns by the quarter of an hour they begin in: the rows a screen reader reads. */
const rowsOf = (stops: readonly (readonly Stop[])[], first: number): [number, Stop[]][] => {
  const rows = new Map<number, Stop[]>();
  for (const stop of stops.flat()) {
    const row = Math.floor((stop.start - first) / ROW_MINUTES);
    const known = rows.get(row);
    if (known) known.push(stop);
    else rows.set(row, [stop]);
  }
  return [...rows].sort(([one], [other]) => one - other);
};

type RowProps = {
  stops: readonly Stop[];
  current: Stop | undefined;
  columns: readonly Column[];
  first: number;
  reference: ReferenceData;
  carriedId: string | undefined;
  mayMove: boolean;
};

const Cells = ({ stops, current, columns, first, reference, carriedId, mayMove }: RowProps): JSX.Element[] =>
  stops.flatMap((stop) => {
    const column = columns[stop.column];
    if (!column) return [];
    if (stop.kind !== 'visit') {
      const key = `${column.key}-${stop.start}`;
      return [<TimeCell key={key} stop={stop} column={column} isCursor={stop === current} first={first} />];
    }
    const { appointment } = stop.visit;
    return [
      <VisitCell
        key={appointment.id}
        stop={stop}
        reference={reference}
        isCursor={stop === current}
        isCarried={appointment.id === carriedId}
        mayMove={mayMove && movable(appointment)}
        first={first}
      />,
    ];
  });

type BodyProps = Omit<RowProps, 'stops'> & {
  stops: readonly (readonly Stop[])[];
  mode: 'day' | 'week';
  today: string;
  areSeveral: boolean;
};

/** Heads and rows. Nothing of it is drawn anew while a visit is dragged over it: some hundred blocks stay as they are. */
export const GridBody = memo(({ stops, mode, today, areSeveral, ...rest }: BodyProps): JSX.Element => {
  const { columns, reference, first } = rest;
  const rows = useMemo(() => rowsOf(stops, first), [stops, first]);
  return (
    <>
      <ColumnHeads
        columns={columns}
        reference={reference}
        mode={mode}
        today={today}
        areSeveral={areSeveral}
      />
      {rows.map(([row, cells]) => (
        <div key={row} role="row" className="cell" aria-rowindex={row + 2}>
          <Cells {...rest} stops={cells} />
        </div>
      ))}
    </>
  );
});
GridBody.displayName = 'GridBody';
