import type { Range } from './clinic-day.ts';
import type { Schedule, ScheduleException, WorkingHours } from './schedule.ts';
import { overlaps, subtract, toInterval, unite } from './span.ts';
import type { Interval, Span } from './span.ts';
import { ZoneCalendar } from './zone-calendar.ts';
import type { Day } from './zone-calendar.ts';

/** A stretch in which a practitioner sees people. */
export type OpenInterval = Interval & { practitionerId: string };

/** A departure from the regular hours as instants: what a calendar draws hatched, with its reason. */
export type ExceptionInterval = Interval & {
  practitionerId: string | null;
  kind: ScheduleException['kind'];
  reason: string | null;
};

type Placed = { exception: ScheduleException; span: Span };

const rangeSpan = (range: Range): Span => [range.from.getTime(), range.to.getTime()];

const applies = (date: string, first: string | null | undefined, last: string | null | undefined): boolean =>
  (!first || date >= first) && (!last || date <= last);

/** The days a range may touch, and the one calendar that knows their instants. */
type Frame = { calendar: ZoneCalendar; days: readonly Day[] };

const frameOf = (zone: string, range: Range): Frame => {
  const calendar = new ZoneCalendar(zone);
  return { calendar, days: calendar.daysAround(range) };
};

const regularSpans = ({ calendar, days }: Frame, hours: readonly WorkingHours[]): Span[] =>
  days.flatMap((day) =>
    hours
      .filter((row) => row.weekday === day.weekday && applies(day.date, row.validFrom, row.validTo))
      .map((row) => calendar.span(day, row)),
  );

const place = ({ calendar, days }: Frame, exceptions: readonly ScheduleException[]): Placed[] =>
  days.flatMap((day) =>
    exceptions
      .filter((exception) => applies(day.date, exception.fromDate, exception.toDate))
      .filter(({ weekdays }) => !weekdays || weekdays.includes(day.weekday))
      .map((exception) => ({ exception, span: calendar.span(day, exception) }))
      .filter(({ span: [start, end] }) => start < end),
  );

/**
 * The exceptions that overlap a range, one for each day they fall on, in order of time.
 * @throws RangeError when the zone or a date does not exist.
 */
export const exceptionIntervals = (schedule: Schedule, range: Range): ExceptionInterval[] =>
  place(frameOf(schedule.zone, range), schedule.exceptions)
    .filter(({ span }) => overlaps(span, rangeSpan(range)))
    .sort((one, other) => one.span[0] - other.span[0])
    .map(({ exception, span }) => ({
      ...toInterval(span),
      practitionerId: exception.practitionerId,
      kind: exception.kind,
      reason: exception.reason ?? null,
    }));

/**
 * When each practitioner sees people: the stretches that overlap a range, whole (not cut at its ends), per practitioner in time
 * order. The nearer rule wins: regular hours, less what the clinic closes, plus what it opens, less what the person closes, plus
 * what the person opens (so a person may work on a holiday), less everything blocked.
 * @throws RangeError when the zone or a date does not exist.
 */
export const openIntervals = (schedule: Schedule, range: Range): OpenInterval[] => {
  const frame = frameOf(schedule.zone, range);
  const placed = place(frame, schedule.exceptions);
  return schedule.practitionerIds.flatMap((practitionerId) => {
    const spans = (owner: string | null, kind: ScheduleException['kind']): Span[] =>
      placed
        .filter(({ exception }) => exception.practitionerId === owner && exception.kind === kind)
        .map(({ span }) => span);
    const own = schedule.weekly.filter((row) => row.practitionerId === practitionerId);
    const clinic = unite([
      ...subtract(regularSpans(frame, own), spans(null, 'closed')),
      ...spans(null, 'open'),
    ]);
    const person = unite([
      ...subtract(clinic, spans(practitionerId, 'closed')),
      ...spans(practitionerId, 'open'),
    ]);
    return subtract(person, [...spans(null, 'blocked'), ...spans(practitionerId, 'blocked')])
      .filter((span) => overlaps(span, rangeSpan(range)))
      .map((span) => ({ practitionerId, ...toInterval(span) }));
  });
};
