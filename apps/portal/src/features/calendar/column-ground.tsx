import { classNames } from '@clinic/ui';
import { memo, type JSX } from 'react';
import { useText } from '#texts';
import type { Axis, Column, Shut } from './calendar.columns.ts';
import { clockText } from './calendar-cells.tsx';

const within = ({ first, last }: Axis, start: number, end: number): [number, number] => [
  Math.max(start, first),
  Math.min(end, last),
];

const ShutView = ({
  shut,
  axis,
  isWhole,
}: {
  shut: Shut;
  axis: Axis;
  isWhole: boolean;
}): JSX.Element | null => {
  const t = useText();
  const [start, end] = within(axis, shut.start, shut.end);
  if (start >= end) return null;
  const word = shut.kind === 'break' ? t('calendar.break') : isWhole ? t('calendar.closed') : null;
  return (
    <div
      className={classNames('shut', shut.kind !== 'blocked' && 'closed')}
      style={{ '--s': start - axis.first, '--d': end - start }}
    >
      {shut.kind === 'blocked' ? <b>{shut.reason}</b> : (shut.reason ?? word)}
    </div>
  );
};

type GroundProps = {
  column: Column;
  index: number;
  axis: Axis;
  nowMinute: number | undefined;
  isToday: boolean;
};

/** What lies below the visits of a column: hours, closed and blocked time, buffers, the present minute. */
export const ColumnGround = memo(({ column, index, axis, nowMinute, isToday }: GroundProps): JSX.Element => {
  const isWhole = column.open.length === 0;
  return (
    <div className="col" style={{ '--c': index + 2 }} data-ground={index}>
      {column.shuts.map((shut) => (
        <ShutView key={`${shut.kind}${shut.start}`} shut={shut} axis={axis} isWhole={isWhole} />
      ))}
      {column.buffers.map(({ start, end, offset, width }) => (
        <i
          key={`${start}-${offset}`}
          className="buf"
          style={{ '--s': start - axis.first, '--d': end - start, '--l': offset, '--w': width }}
        />
      ))}
      {nowMinute !== undefined && (
        <i className={classNames('nowline', !isToday && 'past')} style={{ '--s': nowMinute - axis.first }} />
      )}
    </div>
  );
});
ColumnGround.displayName = 'ColumnGround';

/** The hours at the start of the grid, and the time it is. */
export const Gutter = ({ axis, nowMinute }: { axis: Axis; nowMinute: number | undefined }): JSX.Element => {
  const hours = Array.from({ length: (axis.last - axis.first) / 60 }, (_, index) => axis.first + index * 60);
  return (
    <div className="gut" aria-hidden="true">
      {hours.map((minute) => (
        <time key={minute} style={{ '--s': minute - axis.first }}>
          {clockText(minute)}
        </time>
      ))}
      {nowMinute !== undefined && (
        <span className="nowtag" style={{ '--s': nowMinute - axis.first }}>
          {clockText(nowMinute)}
        </span>
      )}
    </div>
  );
};
