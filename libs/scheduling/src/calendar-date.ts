const DAY_MS = 86_400_000;

// Dates carry no zone: read as UTC they count evenly, many times faster than calendar objects.
const dayNumber = (date: string): number => Date.parse(`${date}T00:00Z`) / DAY_MS;

/** The calendar date `days` later (earlier when negative), `YYYY-MM-DD`. */
export const addDays = (date: string, days: number): string =>
  new Date((dayNumber(date) + days) * DAY_MS).toISOString().slice(0, 10);

/** ISO weekday of a calendar date: Monday is 1, Sunday is 7. */
export const weekdayOf = (date: string): number => new Date(dayNumber(date) * DAY_MS).getUTCDay() || 7;

/**
 * The seven dates of the week that holds the date, first day first.
 * @param firstWeekday ISO weekday a week begins with: 1 (Monday) in most countries, 7 (Sunday) in the United States.
 */
export const weekOf = (date: string, firstWeekday: number): string[] => {
  const first = addDays(date, -((weekdayOf(date) - firstWeekday + 7) % 7));
  return Array.from({ length: 7 }, (_, index) => addDays(first, index));
};

/** Every date from the first to the last, both included. */
export const datesBetween = (first: string, last: string): string[] => {
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
};
