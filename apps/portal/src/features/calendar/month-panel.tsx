import { addDays, datesBetween, weekdayOf } from '@clinic/scheduling';
import { IconButton, Panel } from '@clinic/ui';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState, type JSX } from 'react';
import { Link, useFetcher } from 'react-router';
import { paths } from '#paths';
import { useText } from '#texts';
import { useFormats } from '#time';
import { classNames } from '@clinic/ui';
import type { LoadsAnswer } from './calendar-asides.data.ts';
import { firstWeekdayOf, viewPath, type CalendarView } from './calendar.view.ts';
import { useDates } from './dates-context.tsx';

const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;

const nextMonth = (first: string, by: 1 | -1): string => monthOf(addDays(first, by === 1 ? 31 : -1));

/** The dates of a month in rows of a week; null where a week begins or ends in another month. */
export const weeksOf = (first: string, firstWeekday: number): (string | null)[][] => {
  const dates = datesBetween(first, addDays(nextMonth(first, 1), -1));
  const lead = (weekdayOf(first) - firstWeekday + 7) % 7;
  const cells = [...Array.from({ length: lead }, () => null), ...dates];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, row) =>
    Array.from({ length: 7 }, (__, index) => cells[row * 7 + index] ?? null),
  );
};

type MonthProps = { view: CalendarView; date: string; today: string };

const useLoads = (first: string, practitioners: string | undefined): ReadonlyMap<string, number | null> => {
  const { load, data } = useFetcher<LoadsAnswer>();
  const last = addDays(nextMonth(first, 1), -1);
  useEffect(() => {
    void load(
      paths.calendar.loads({
        from: first,
        to: last,
        ...(practitioners === undefined ? {} : { practitioners }),
      }),
    );
  }, [load, first, last, practitioners]);
  return new Map(data?.outcome === 'read' ? data.loads.map(({ date, load: share }) => [date, share]) : []);
};

/** A month to go to a day with, and how full each day is. */
export const MonthPanel = ({ view, date, today }: MonthProps): JSX.Element => {
  const t = useText();
  const dates = useDates();
  const firstWeekday = firstWeekdayOf(useFormats().locale);
  // Another day brings its own month along; the arrows look further.
  const [shown, setShown] = useState({ date, first: monthOf(date) });
  if (shown.date !== date) setShown({ date, first: monthOf(date) });
  const { first } = shown;
  const loads = useLoads(first, view.practitionerIds?.join(','));
  const weeks = weeksOf(first, firstWeekday);
  const weekdays = Array.from({ length: 7 }, (_, index) => addDays('2024-01-01', firstWeekday - 1 + index));
  const turn = (by: 1 | -1): void => setShown({ date, first: nextMonth(first, by) });
  return (
    <Panel
      title={dates.month(first)}
      end={
        <>
          <IconButton
            icon={ChevronLeft}
            label={t('calendar.month.back')}
            kind="quiet"
            size="small"
            className="turns"
            onClick={() => turn(-1)}
          />
          <IconButton
            icon={ChevronRight}
            label={t('calendar.month.on')}
            kind="quiet"
            size="small"
            className="turns"
            onClick={() => turn(1)}
          />
        </>
      }
      className="month"
    >
      <div className="mini">
        <table>
          <caption className="vh">{dates.month(first)}</caption>
          <thead>
            <tr>
              {weekdays.map((weekday) => (
                <th key={weekday} scope="col" abbr={dates.weekday(weekday, 'long')}>
                  {dates.weekday(weekday, 'narrow')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, row) => (
              <tr key={row}>
                {week.map((day, index) =>
                  day === null ? (
                    <td key={index} />
                  ) : (
                    <Day key={day} day={day} load={loads.get(day)} view={view} date={date} today={today} />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
};

type DayProps = MonthProps & { day: string; load: number | null | undefined };

const Day = ({ day, load, view, date, today }: DayProps): JSX.Element => {
  const t = useText();
  const dates = useDates();
  const title = dates.title(day);
  const share = load === undefined || load === null ? undefined : t('calendar.load', { percent: load });
  const isSelected = day === date;
  return (
    <td
      className={classNames(
        isSelected && 'sel',
        load === null && 'off',
        load === undefined && 'unknown',
        day === today && 'today',
      )}
    >
      <Link
        to={viewPath({ ...view, date: day })}
        preventScrollReset
        style={{ '--v': load ?? 0 }}
        aria-label={share === undefined ? title : `${title}, ${share}`}
        aria-current={isSelected ? 'date' : undefined}
      >
        {Number(day.slice(8))}
      </Link>
    </td>
  );
};
