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

/** Makes the formats of one locale and one zone; each `Intl` object is made once, because making one costs more than using it. */
export const createFormats = (locale: string, timeZone: string): Formats => {
  const of = (options: Intl.DateTimeFormatOptions, zone = timeZone): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const time = of({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dayTitle = of({ weekday: 'long', day: 'numeric', month: 'long' });
  const day = of({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const thisYear = of({ day: 'numeric', month: 'short' });
  const otherYear = of({ day: 'numeric', month: 'short', year: 'numeric' });
  const birth = of({ day: 'numeric', month: 'long', year: 'numeric' }, 'UTC');
  const shortBirth = of({ day: 'numeric', month: 'short', year: 'numeric' }, 'UTC');
  const number = new Intl.NumberFormat(locale);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const iso = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const yearOf = (date: Date): string => iso.format(date).slice(0, 4);
  return {
    locale,
    time: (instant) => time.format(asDate(instant)),
    dayTitle: (instant) => dayTitle.format(asDate(instant)),
    // The comma after the weekday says nothing and costs room in every row.
    day: (instant) => day.format(asDate(instant)).replace(/^(\p{L}+\.?), /u, '$1 '),
    shortDay: (instant, now) => {
      const date = asDate(instant);
      return (yearOf(date) === yearOf(now) ? thisYear : otherYear).format(date);
    },
    birthDate: (date) => birth.format(asUtc(date)),
    shortBirthDate: (date) => shortBirth.format(asUtc(date)),
    number: (value) => number.format(value),
    minuteOfDay: (instant) => {
      const [hour = 0, minute = 0] = clock.format(asDate(instant)).split(':').map(Number);
      return hour * 60 + minute;
    },
    dateOf: (instant) => iso.format(asDate(instant)),
  };
};

/** Whole minutes from one instant to another, never negative. */
export const minutesBetween = (from: string | Date, to: string | Date): number =>
  Math.max(0, Math.floor((asDate(to).getTime() - asDate(from).getTime()) / 60_000));
