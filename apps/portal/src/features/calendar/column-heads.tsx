import { classNames } from '@clinic/ui';
import type { JSX } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import type { Column } from './calendar.columns.ts';
import { useDates } from './dates-context.tsx';

type HeadsProps = {
  columns: readonly Column[];
  reference: ReferenceData;
  mode: 'day' | 'week';
  today: string;
  /** More than one practitioner in a week: each head names both. */
  areSeveral: boolean;
};

const Load = ({ column }: { column: Column }): JSX.Element => (
  <i className="load" style={{ '--v': column.load ?? 0 }} />
);

const useLoadText = (): ((column: Column) => string) => {
  const t = useText();
  return ({ load }) => (load === null ? t('calendar.closed') : t('calendar.load', { percent: load }));
};

const PractitionerHead = ({
  column,
  reference,
}: {
  column: Column;
  reference: ReferenceData;
}): JSX.Element => {
  const load = useLoadText()(column);
  const { practitioner, roomId } = column;
  const facts = [practitioner.profession, nameOf(reference.rooms, roomId)].filter(Boolean).join(', ');
  return (
    <>
      <b title={practitioner.name}>{practitioner.name}</b>
      <span title={facts}>{facts}</span>
      <span className="vh">{load}</span>
      <Load column={column} />
    </>
  );
};

const DateHead = ({ column, areSeveral }: { column: Column; areSeveral: boolean }): JSX.Element => {
  const dates = useDates();
  const load = useLoadText()(column);
  return (
    <>
      <b>{dates.short(column.day.date)}</b>
      <span>{areSeveral ? column.practitioner.name : load}</span>
      <Load column={column} />
    </>
  );
};

/** Who or which day each column is, and how full it is. */
export const ColumnHeads = ({ columns, reference, mode, today, areSeveral }: HeadsProps): JSX.Element => {
  const t = useText();
  const isWeek = mode === 'week';
  return (
    <div role="row" className="cell" aria-rowindex={1}>
      <div role="columnheader" className="head corner" aria-colindex={1}>
        {t('calendar.clinicTime')}
      </div>
      {columns.map((column, index) => (
        <div
          key={column.key}
          role="columnheader"
          className={classNames('head', isWeek && column.day.date === today && 'today')}
          style={{ '--c': index + 2 }}
          aria-colindex={index + 2}
          data-head={index}
        >
          {isWeek ? (
            <DateHead column={column} areSeveral={areSeveral} />
          ) : (
            <PractitionerHead column={column} reference={reference} />
          )}
        </div>
      ))}
    </div>
  );
};
