import { useShortcuts } from '@clinic/ui';
import { useText } from '#texts';
import { dayView, weekView } from './calendar-bar.tsx';
import { shifted, type CalendarView } from './calendar.view.ts';

type Keys = {
  view: CalendarView;
  date: string;
  /** The practitioner the cursor is at. */
  focused: string | undefined;
  mayBook: boolean;
  go: (view: CalendarView) => void;
  bookHere: () => void;
  findNext: () => void;
};

/** The keys of the calendar, as the bar at the bottom shows them. Moving is added by the grid. */
export const useCalendarKeys = ({ view, date, focused, mayBook, go, bookHere, findNext }: Keys): void => {
  const t = useText();
  const isWeek = view.mode === 'week';
  const book = mayBook
    ? [
        { keys: 'b', label: t('visits.act.book'), run: bookHere },
        { keys: 'f', label: t('calendar.nextFree'), run: findNext },
      ]
    : [];
  useShortcuts([
    {
      keys: 'ArrowLeft',
      shownAs: 'ArrowLeft ArrowUp ArrowDown ArrowRight',
      label: t('calendar.key.walk'),
      isInBar: true,
    },
    { keys: 'Enter', label: t('calendar.key.enter'), isInBar: true },
    { keys: 'm', label: t('calendar.key.move'), isInBar: true },
    {
      keys: '[',
      label: isWeek ? t('calendar.key.weekBack') : t('calendar.key.dayBack'),
      isInBar: true,
      run: () => go(shifted(view, date, -1)),
    },
    {
      keys: ']',
      label: isWeek ? t('calendar.key.weekOn') : t('calendar.key.dayOn'),
      isInBar: true,
      run: () => go(shifted(view, date, 1)),
    },
    { keys: 't', label: t('calendar.today'), isInBar: true, run: () => go({ ...view, date: null }) },
    {
      keys: '1',
      label: t('calendar.view.day'),
      isInBar: true,
      run: () => {
        if (isWeek) go(dayView(view, date));
      },
    },
    {
      keys: '7',
      label: t('calendar.view.week'),
      isInBar: true,
      run: () => {
        if (!isWeek) go(weekView(view, date, focused));
      },
    },
    { keys: 'Shift+ArrowDown', label: t('calendar.key.length') },
    ...book,
  ]);
};
