/** Regular hours of one weekday. Two rows with a gap between them are a day with a break. */
export type WorkingHours = {
  practitionerId: string;
  /** ISO: Monday is 1, Sunday is 7. */
  weekday: number;
  /** Wall time of the clinic, `HH:MM`. */
  startsAt: string;
  /** `HH:MM`; `24:00` is midnight at the end of the day; at or before `startsAt` it is a time of the next day. */
  endsAt: string;
  /** First date these hours apply to; none: always did. */
  validFrom?: string | null;
  /** Last date these hours apply to; none: until further notice. */
  validTo?: string | null;
};

/**
 * A departure from the regular hours, on each date from `fromDate` to `toDate` (both included, the clinic's calendar).
 * - `closed`: the hours do not take place (holiday, leave, late start);
 * - `open`: extra hours (a Saturday morning, work on a holiday);
 * - `blocked`: there are hours, but something else takes place (break, meeting, repair).
 */
export type ScheduleException = {
  /** Null: the whole clinic. */
  practitionerId: string | null;
  kind: 'closed' | 'open' | 'blocked';
  fromDate: string;
  toDate: string;
  /** `HH:MM` on each of the dates, read as in `WorkingHours`; left out: from the start of the day. */
  startsAt?: string | null;
  /** `HH:MM`; left out: to the end of the day. */
  endsAt?: string | null;
  /** ISO weekdays it is limited to (a weekly meeting); none: every date. */
  weekdays?: readonly number[] | null;
  reason?: string | null;
};

/** All that decides when the named practitioners work. */
export type Schedule = {
  /** IANA name. Hours are wall times, so they move with the zone; bookings are instants and stay. */
  zone: string;
  practitionerIds: readonly string[];
  weekly: readonly WorkingHours[];
  exceptions: readonly ScheduleException[];
};
