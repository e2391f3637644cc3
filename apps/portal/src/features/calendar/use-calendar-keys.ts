import { useShortcuts, type Shortcut } from '@clinic/ui';
import { useText } from '#texts';
import { dayView, weekView } from './calendar-bar.tsx';
import { shifted, type CalendarView } from './calendar.view.ts';

type Ways = {
  view: CalendarView;
  date: string;
  /** The practitioner the cursor is at. */
  focused: string | undefined;
  go: (view: CalendarView) => void;
};

type Keys = Ways & { mayBook: boolean; bookHere: () => void; findNext: () => void };

/** To other days and views. */
const useWays = ({ view, date, focused, go }: Ways): Shortcut[] => {
  const t = useText();
  const isWeek = view.mode === 'week';
  const [back, on] = isWeek
    ? [t('calendar.key.weekBack'), t('calendar.key.weekOn')]
    : [t('calendar.key.dayBack'), t('calendar.key.dayOn')];
  const inBar = (keys: string, label: string, run: () => void): Shortcut => ({
    keys,
    label,
    isInBar: true,
    run,
  });
  return [
    { ...inBar('[', back, () => go(shifted(view, date, -1))), canRepeat: true },
    { ...inBar(']', on, () => go(shifted(view, date, 1))), canRepeat: true },
    inBar('t', t('calendar.today'), () => go({ ...view, date: null })),
    inBar('1', t('calendar.view.day'), () => {
      if (isWeek) go(dayView(view, date));
    }),
    inBar('7', t('calendar.view.week'), () => {
      if (!isWeek) go(weekView(view, date, focused));
    }),
  ];
};

/** The keys of the calendar, as the bar at the bottom shows them. Those of moving a visit belong to the grid. */
export const useCalendarKeys = ({ mayBook, bookHere, findNext, ...ways }: Keys): void => {
  const t = useText();
  const walk = 'ArrowLeft ArrowUp ArrowDown ArrowRight';
  const book: Shortcut[] = [
    { keys: 'b', label: t('visits.act.book'), run: bookHere },
    { keys: 'f', label: t('calendar.nextFree'), run: findNext },
  ];
  useShortcuts([
    { keys: 'ArrowLeft', shownAs: walk, label: t('calendar.key.walk'), isInBar: true },
    { keys: 'Enter', label: t('calendar.key.enter'), isInBar: true },
    { keys: 'm', label: t('calendar.key.move'), isInBar: true },
    ...useWays(ways),
    { keys: 'Shift+ArrowDown', label: t('calendar.key.length') },
    ...(mayBook ? book : []),
  ]);
};
