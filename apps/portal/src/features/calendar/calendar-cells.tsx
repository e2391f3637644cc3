import { memo, type JSX } from 'react';
import type { ReferenceData } from '#reference';
import { useText } from '#texts';
import type { Column } from './calendar.columns.ts';
import { stopElementId } from './use-cursor.ts';
import { BlockText, blockClass, useAbout, useVisitLabel } from './visit-block.tsx';
import type { Stop } from './stops.ts';

/** Where a stop stands in the grid: the first column is the gutter with the hours. */
const GUTTER_COLUMNS = 2;

type CellProps = { isCursor: boolean; first: number };

type VisitCellProps = CellProps & {
  stop: Stop & { kind: 'visit' };
  reference: ReferenceData;
  isCarried: boolean;
  mayMove: boolean;
};

/** A visit. Its lower edge makes it longer or shorter. */
export const VisitCell = memo(
  ({ stop, reference, isCursor, isCarried, mayMove, first }: VisitCellProps): JSX.Element => {
    const label = useVisitLabel(reference);
    const about = useAbout(reference);
    const { visit, column } = stop;
    const { appointment } = visit;
    return (
      <div role="gridcell" className="cell" aria-colindex={column + GUTTER_COLUMNS}>
        <button
          type="button"
          id={stopElementId(stop)}
          className={blockClass(visit, isCarried && 'from')}
          style={{
            '--c': column + GUTTER_COLUMNS,
            '--s': visit.start - first,
            '--d': visit.end - visit.start,
            '--l': visit.offset,
            '--w': visit.width,
          }}
          tabIndex={isCursor ? 0 : -1}
          data-visit={appointment.id}
          data-column={column}
          aria-label={label(visit)}
          aria-haspopup="dialog"
          // What a narrow lane leaves out is told to who points at it.
          title={label(visit, 'long')}
        >
          <BlockText visit={visit} about={about(visit)} />
          {mayMove && <span className="grip" data-grip />}
        </button>
      </div>
    );
  },
);
VisitCell.displayName = 'VisitCell';

const useTimeLabel = (): ((stop: Stop, column: Column) => string) => {
  const t = useText();
  return (stop, column) => {
    const values = {
      from: clockText(stop.start),
      to: clockText(stop.end),
      practitioner: column.practitioner.name,
    };
    if (stop.kind === 'free') return t('calendar.cell.free', values);
    if (stop.kind === 'visit') return '';
    const { kind, reason } = stop.shut;
    if (reason !== null) return t('calendar.cell.reason', { ...values, reason });
    return kind === 'break' ? t('calendar.cell.break', values) : t('calendar.cell.closed', values);
  };
};

/** A wall minute as a clock shows it: `09:05`. */
export const clockText = (minute: number): string => {
  const inDay = minute % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
};

type TimeCellProps = CellProps & { stop: Stop; column: Column };

/** Time without a visit: free, closed or blocked. */
export const TimeCell = memo(({ stop, column, isCursor, first }: TimeCellProps): JSX.Element => {
  const label = useTimeLabel();
  return (
    <div
      role="gridcell"
      id={stopElementId(stop)}
      className="time"
      style={{
        '--c': stop.column + GUTTER_COLUMNS,
        '--s': stop.start - first,
        '--d': stop.end - stop.start,
      }}
      tabIndex={isCursor ? 0 : -1}
      data-column={stop.column}
      data-minute={stop.start}
      aria-colindex={stop.column + GUTTER_COLUMNS}
      aria-label={label(stop, column)}
    />
  );
});
TimeCell.displayName = 'TimeCell';
