import { weekdayOf } from '@clinic/scheduling';
import { Button, buttonClass, Icon, IconButton, KeyCap, Popover } from '@clinic/ui';
import {
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  Plus,
  SearchCheck,
  UserRound,
  UsersRound,
} from 'lucide-react';
import type { JSX } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '#session';
import { useText } from '#texts';
import { shifted, viewPath, type CalendarView } from './calendar.view.ts';
import { useDates } from './dates-context.tsx';
import type { CalendarModel } from './use-model.ts';

type BarProps = {
  view: CalendarView;
  date: string;
  today: string;
  /** Where one is about to be, while that is still being loaded. */
  ahead: { view: CalendarView; date: string };
  model: CalendarModel;
  /** The practitioner a week would show: the one the cursor is at. */
  focusedId: string | undefined;
  isSearching: boolean;
  onNextFree: () => void;
  onBook: () => void;
};

const useTitle = ({ view, date, model }: BarProps): string => {
  const t = useText();
  const dates = useDates();
  if (view.mode === 'day') return dates.title(date);
  const shown = model.all.map((column) => column.day.date);
  const [first, last] = [shown[0] ?? date, shown.at(-1) ?? date];
  const span = dates.span(first, last);
  // Weeks are numbered from Monday (ISO 8601): a week that begins on another day has no number people agree on.
  const isNumbered = weekdayOf(first) === 1;
  return isNumbered
    ? t('calendar.week.title', { number: dates.weekNumber(first), span })
    : t('calendar.week.plain', { span });
};

/** Whose columns are shown: everyone's, or those that are ticked. */
const WhoMenu = ({ view, model }: Pick<BarProps, 'view' | 'model'>): JSX.Element => {
  const t = useText();
  const navigate = useNavigate();
  const { everyone, shown } = model;
  const go = (ids: readonly string[]): void => {
    const isAll = ids.length === 0 || ids.length === everyone.length;
    void navigate(viewPath({ ...view, practitionerIds: isAll ? null : ids }), { preventScrollReset: true });
  };
  const toggle = (id: string): void => {
    const now = shown.map((practitioner) => practitioner.id);
    go(now.includes(id) ? now.filter((other) => other !== id) : [...now, id]);
  };
  const [only] = shown;
  const label =
    shown.length === 1 && only ? only.name : t('calendar.practitioners.count', { count: shown.length });
  return (
    <Popover
      label={t('calendar.practitioners')}
      trigger={
        <button type="button" className={buttonClass({ kind: 'quiet' })}>
          <Icon icon={shown.length === 1 ? UserRound : UsersRound} isSmall />
          {label}
          <Icon icon={ChevronDown} isSmall />
        </button>
      }
    >
      <fieldset className="who-menu">
        <legend className="vh">{t('calendar.practitioners')}</legend>
        {everyone.map(({ id, name, profession }) => (
          <span key={id} className="choice-row">
            <label>
              <input
                type="checkbox"
                checked={shown.some((practitioner) => practitioner.id === id)}
                onChange={() => toggle(id)}
              />
              <span>{name}</span>
              {profession !== null && <small className="muted">{profession}</small>}
            </label>
            <Button kind="quiet" size="small" onClick={() => go([id])}>
              {t('calendar.practitioners.only')}
            </Button>
          </span>
        ))}
        <Button size="small" onClick={() => go([])}>
          {t('calendar.practitioners.all')}
        </Button>
      </fieldset>
    </Popover>
  );
};

/** The view for a week: of one practitioner, because a week of everyone is for a wide screen and a reason. */
export const weekView = (view: CalendarView, date: string, focusedId: string | undefined): CalendarView => {
  const isOfOne = view.practitionerIds?.length === 1;
  const one = focusedId === undefined ? view.practitionerIds : [focusedId];
  return { ...view, mode: 'week', date, practitionerIds: isOfOne ? view.practitionerIds : one };
};

/** The view for a day: of everyone again, when the week was of one. */
export const dayView = (view: CalendarView, date: string): CalendarView => ({
  ...view,
  mode: 'day',
  date,
  practitionerIds: view.practitionerIds?.length === 1 ? null : view.practitionerIds,
});

/** The title, the way to other days and views, and the one act: book. */
export const CalendarBar = (props: BarProps): JSX.Element => {
  const { view, date, ahead, today, model, focusedId, isSearching, onNextFree, onBook } = props;
  const t = useText();
  const may = useMay();
  const title = useTitle(props);
  const isWeek = view.mode === 'week';
  const navigate = useNavigate();
  const go = (to: CalendarView): void => void navigate(viewPath(to), { preventScrollReset: true });
  return (
    <div className="calbar">
      <h1>{title}</h1>
      <IconButton
        icon={ChevronLeft}
        className="turns"
        label={isWeek ? t('calendar.week.back') : t('calendar.day.back')}
        aria-keyshortcuts="["
        onClick={() => go(shifted(ahead.view, ahead.date, -1))}
      />
      <Link
        className={buttonClass({})}
        to={viewPath({ ...view, date: null })}
        preventScrollReset
        aria-keyshortcuts="t"
        aria-current={date === today ? 'date' : undefined}
      >
        {t('calendar.today')}
      </Link>
      <IconButton
        icon={ChevronRight}
        className="turns"
        label={isWeek ? t('calendar.week.on') : t('calendar.day.on')}
        aria-keyshortcuts="]"
        onClick={() => go(shifted(ahead.view, ahead.date, 1))}
      />
      <WhoMenu view={view} model={model} />
      {may('appointment:create') && (
        <Button
          kind="quiet"
          className="only-wide"
          keys="f"
          busyLabel={isSearching ? t('calendar.nextFree.busy') : undefined}
          onClick={onNextFree}
        >
          <Icon icon={SearchCheck} isSmall />
          {t('calendar.nextFree')}
        </Button>
      )}
      <span className="end">
        <nav className="seg" aria-label={t('calendar.view')}>
          <Link
            to={viewPath(isWeek ? dayView(view, date) : { ...view, mode: 'day' })}
            aria-current={isWeek ? undefined : 'page'}
            preventScrollReset
          >
            {t('calendar.view.day')}
          </Link>
          <Link
            to={viewPath(isWeek ? view : weekView(view, date, focusedId))}
            aria-current={isWeek ? 'page' : undefined}
            preventScrollReset
          >
            {t('calendar.view.week')}
          </Link>
        </nav>
        {may('appointment:create') && (
          <Button kind="primary" onClick={onBook} aria-keyshortcuts="b">
            <Icon icon={Plus} isSmall />
            {t('visits.act.book')} <KeyCap keys="b" />
          </Button>
        )}
      </span>
    </div>
  );
};
