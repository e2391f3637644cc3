import type { JSX } from 'react';
import { classNames } from '@clinic/ui';
import type { CalendarData } from './calendar.data.ts';
import type { CalendarModel } from './use-model.ts';
import type { VisitChanges } from './use-visit-changes.tsx';
import { VisitRefusalNote } from './visit-refusal.tsx';

type LayerProps = { data: CalendarData; model: CalendarModel; changes: VisitChanges };

/** Each refused change below the visit it was meant for. */
export const RefusalLayer = ({ data, model, changes }: LayerProps): JSX.Element => {
  const { columns, axis } = model;
  const shown = columns.flatMap((column, index) => column.visits.map((visit) => ({ visit, index })));
  return (
    <>
      {Object.entries(data.refusals).map(([id, refused]) => {
        const place = shown.find(({ visit }) => visit.appointment.id === id);
        if (!place) return null;
        const { visit, index } = place;
        const { appointment } = visit;
        const { wish } = refused;
        const minutes = (Date.parse(appointment.endsAt) - Date.parse(appointment.startsAt)) / 60_000;
        const length = wish.act === 'move' ? (wish.change.durationMinutes ?? minutes) : minutes;
        return (
          <div
            key={id}
            className={classNames('why-not', columns.length > 1 && index === columns.length - 1 && 'at-end')}
            style={{ '--c': index + 2, '--s': visit.end - axis.first }}
          >
            <VisitRefusalNote
              refused={refused}
              appointment={appointment}
              reference={data.reference}
              onTake={(startsAt, practitionerId) =>
                changes.move(appointment, { startsAt, practitionerId, length })
              }
              onRetry={() => changes.retry(appointment, wish)}
              onDismiss={() => changes.dismiss(id)}
            />
          </div>
        );
      })}
    </>
  );
};
