import type { JSX } from 'react';
import { Link } from 'react-router';
import { useText } from '#texts';
import type { CalendarData } from './calendar.data.ts';
import { viewPath } from './calendar.view.ts';
import { useDates } from './dates-context.tsx';
import type { CalendarModel } from './use-model.ts';

/** On a phone one column at a time: tabs for practitioners, or for the days of a week. */
export const PhoneTabs = ({ data, model }: { data: CalendarData; model: CalendarModel }): JSX.Element => {
  const t = useText();
  const dates = useDates();
  const { view } = data;
  const [current] = model.columns;
  const isWeek = view.mode === 'week';
  const days = [...new Set(model.all.map((column) => column.day.date))];
  const tabs = isWeek
    ? days.map((date) => ({
        key: date,
        text: dates.short(date),
        path: viewPath({ ...view, date }),
        isCurrent: current?.day.date === date,
      }))
    : model.shown.map(({ id, name }) => ({
        key: id,
        text: name,
        path: viewPath({ ...view, columnId: id }),
        isCurrent: current?.practitioner.id === id,
      }));
  return (
    <nav className="phone-days" aria-label={isWeek ? t('calendar.days') : t('calendar.practitioners')}>
      {tabs.map(({ key, text, path, isCurrent }) => (
        <Link key={key} to={path} preventScrollReset aria-current={isCurrent ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
};
