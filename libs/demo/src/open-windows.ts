import { minutesOf, weekdayOf } from './clinic-calendar.ts';
import type { DemoClinic } from './demo-clinic.ts';

/** Minutes after midnight, half-open. */
export type WallWindow = { start: number; end: number };

const STEP = 5;
const STEPS = 1440 / STEP;

type Clock = { startsAt: string | null; endsAt: string | null };

const fill = (steps: boolean[], { startsAt, endsAt }: Clock, isOpen: boolean): void => {
  steps.fill(isOpen, startsAt ? minutesOf(startsAt) / STEP : 0, endsAt ? minutesOf(endsAt) / STEP : STEPS);
};

const windowsOf = (steps: readonly boolean[]): WallWindow[] => {
  const windows: WallWindow[] = [];
  steps.forEach((isOpen, step) => {
    const last = windows.at(-1);
    if (!isOpen) return;
    if (last && last.end === step * STEP) last.end += STEP;
    else windows.push({ start: step * STEP, end: (step + 1) * STEP });
  });
  return windows;
};

/** When a practitioner sees people on a date, every exception counted: closed before opened, blocked last. */
export const openWindows = (
  clinic: Pick<DemoClinic, 'workingHours' | 'exceptions'>,
  practitionerId: string,
  date: string,
): WallWindow[] => {
  const steps = Array.from({ length: STEPS }, () => false);
  const regular = clinic.workingHours.filter(
    (row) => row.practitionerId === practitionerId && row.weekday === weekdayOf(date),
  );
  for (const row of regular) fill(steps, row, true);
  const special = clinic.exceptions
    .filter((one) => one.practitionerId === null || one.practitionerId === practitionerId)
    .filter(({ fromDate, toDate }) => fromDate <= date && date <= toDate);
  for (const kind of ['closed', 'open', 'blocked'] as const) {
    for (const exception of special.filter((one) => one.kind === kind))
      fill(steps, exception, kind === 'open');
  }
  return windowsOf(steps);
};
