/** Times and dates as people read them, always in the clinic's time zone. Dates of birth have no zone: they are `YYYY-MM-DD`. */
export type Formats = {
  /** The locale they are written in, for what a feature must write itself. */
  locale: string;
  /** `09:05` */
  time: (instant: string | Date) => string;
  /** `Monday 23 November` */
  dayTitle: (instant: string | Date) => string;
  /** `Mon 23 Nov 2026` */
  day: (instant: string | Date) => string;
  /** `23 Nov`, or `23 Nov 2025` in another year than now's. */
  shortDay: (instant: string | Date, now: Date) => string;
  /** `7 June 1985`, from `YYYY-MM-DD`. */
  birthDate: (date: string) => string;
  /** `14 Mar 1984`, from `YYYY-MM-DD`. */
  shortBirthDate: (date: string) => string;
  number: (value: number) => string;
  /** Minutes since the clinic's midnight, 0 to 1439. */
  minuteOfDay: (instant: string | Date) => number;
  /** The clinic's calendar day of an instant, `YYYY-MM-DD`. */
  dateOf: (instant: string | Date) => string;
};

const asDate = (instant: string | Date): Date => (typeof instant === 'string' ? new Date(instant) : instant);

// A date of birth is a day without a place: midnight UTC, written in UTC, stays that day everywhere.
const asUtc = (date: string): Date => new Date(`${date}T00:00:00Z`);

const formatter =
  (locale: string, zone: string) =>
  (options: Intl.DateTimeFormatOptions): ((date: Date) => string) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (date) => format.format(date);
  };

const hourAndMinute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const longDate = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const shortDate = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** What a program reads, whatever the locale: `09:05` and `2026-11-23`, in the clinic's zone. */
const plainFormats = (zone: string): Pick<Formats, 'minuteOfDay' | 'dateOf'> => {
  const clock = formatter('en-GB', zone)(hourAndMinute);
  const iso = formatter('sv-SE', zone)({ year: 'numeric', month: '2-digit', day: '2-digit' });
  return {
    minuteOfDay: (instant) => {
      const [hour = 0, minute = 0] = clock(asDate(instant)).split(':').map(Number);
      return hour * 60 + minute;
    },
    dateOf: (instant) => iso(asDate(instant)),
  };
};

/** Makes the formats of one locale and one zone; each `Intl` object is made once, because making one costs more than using it. */
export const createFormats = (locale: string, timeZone: string): Formats => {
  const here = formatter(locale, timeZone);
  const anywhere = formatter(locale, 'UTC');
  const [time, dayTitle] = [here(hourAndMinute), here({ weekday: 'long', day: 'numeric', month: 'long' })];
  const [day, thisYear, otherYear] = [
    here({ weekday: 'short', ...shortDate }),
    here({ day: 'numeric', month: 'short' }),
    here(shortDate),
  ];
  const [birth, shortBirth] = [anywhere(longDate), anywhere(shortDate)];
  const number = new Intl.NumberFormat(locale);
  const plain = plainFormats(timeZone);
  const yearOf = (date: Date): string => plain.dateOf(date).slice(0, 4);
  return {
    locale,
    ...plain,
    time: (instant) => time(asDate(instant)),
    dayTitle: (instant) => dayTitle(asDate(instant)),
    // The comma after the weekday says nothing and costs room in every row.
    day: (instant) => day(asDate(instant)).replace(/^(\p{L}+\.?), /u, '$1 '),
    shortDay: (instant, now) => {
      const date = asDate(instant);
      return yearOf(date) === yearOf(now) ? thisYear(date) : otherYear(date);
    },
    birthDate: (date) => birth(asUtc(date)),
    shortBirthDate: (date) => shortBirth(asUtc(date)),
    number: (value) => number.format(value),
  };
};

/** Whole minutes from one instant to another, never negative. */
export const minutesBetween = (from: string | Date, to: string | Date): number =>
  Math.max(0, Math.floor((asDate(to).getTime() - asDate(from).getTime()) / 60_000));
