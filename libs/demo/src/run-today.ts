import { atThisMoment, cancelled, missed, usualCourse } from './appointment-outcome.ts';
import type { Course, OutcomeTools } from './appointment-outcome.ts';
import { MINUTE_MS } from './clinic-calendar.ts';
import type { DemoAppointment } from './demo-clinic.ts';

const minutesAgo = (now: Date, instant: Date): number => (now.getTime() - instant.getTime()) / MINUTE_MS;

/** Visits that should have begun lately: who would wait if the one before took longer. */
const dueLately = (now: Date, day: readonly DemoAppointment[]): number =>
  day.filter(({ startsAt }) => minutesAgo(now, startsAt) < 30 && minutesAgo(now, startsAt) >= 5).length;

/** The visit that takes longer than planned today: the last one that began at least half an hour ago. */
const longVisit = (now: Date, day: readonly DemoAppointment[]): DemoAppointment | undefined =>
  day.findLast(({ startsAt }) => minutesAgo(now, startsAt) >= 30);

type PersonDay = { visits: readonly DemoAppointment[]; isLate: boolean };

const coursesOf = ({ dice, now }: OutcomeTools, { visits, isLate }: PersonDay): Course[] => {
  const long = isLate ? longVisit(now, visits) : undefined;
  const waits = [41, 33];
  let free = -Infinity;
  return visits.map((visit) => {
    const course = usualCourse(dice, visit, free);
    if (visit === long) course.done = Math.max(course.done, now.getTime() + 7 * MINUTE_MS);
    const isKeptWaiting =
      long !== undefined && visit.startsAt > long.startsAt && minutesAgo(now, visit.startsAt) >= 5;
    const wait = isKeptWaiting ? waits.shift() : undefined;
    if (wait !== undefined) course.arrives = Math.min(course.arrives, now.getTime() - wait * MINUTE_MS);
    free = course.done;
    return course;
  });
};

const runPerson = (tools: OutcomeTools, day: PersonDay): DemoAppointment[] => {
  const { dice, now } = tools;
  const staying = day.visits.filter(() => !dice.chance(0.08));
  const away = day.visits
    .filter((visit) => !staying.includes(visit))
    .map((visit) =>
      minutesAgo(now, visit.startsAt) > 15 && dice.chance(0.6) ? missed(visit) : cancelled(tools, visit),
    );
  const courses = coursesOf(tools, { ...day, visits: staying });
  const seen = staying.map((visit, index) => {
    const course = courses[index];
    return course ? atThisMoment(visit, course, now) : visit;
  });
  return [...away, ...seen];
};

/** A room holds one person: whoever was called into a taken one goes back to the waiting room. */
const oneInARoom = (day: readonly DemoAppointment[]): DemoAppointment[] => {
  const taken = new Set<string>();
  return day.map((visit) => {
    if (visit.status !== 'checked-in' || visit.roomId === null) return visit;
    if (!taken.has(visit.roomId)) {
      taken.add(visit.roomId);
      return visit;
    }
    const statusSince = visit.arrivedAt ?? visit.statusSince;
    return { ...visit, status: 'arrived', statusSince, statusBefore: 'booked', checkedInAt: null };
  });
};

/** An open hour later today, so that there is a free time to find. */
const leaveGap = (now: Date, day: readonly DemoAppointment[]): DemoAppointment[] => {
  const gap = { start: now.getTime() + 45 * MINUTE_MS, end: now.getTime() + 105 * MINUTE_MS };
  const later = day.filter(({ status, startsAt }) => status === 'booked' && startsAt.getTime() >= gap.end);
  const practitionerId = later.at(-1)?.practitionerId;
  return day.filter(
    (visit) =>
      visit.practitionerId !== practitionerId ||
      visit.status !== 'booked' ||
      visit.startsAt.getTime() >= gap.end ||
      visit.endsAt.getTime() <= gap.start,
  );
};

/**
 * Today as it stands at this moment: each practitioner's visits run one after another, and one practitioner runs late, with people
 * waiting for more than half an hour, whenever enough are due.
 */
export const runToday = (tools: OutcomeTools, day: readonly DemoAppointment[]): DemoAppointment[] => {
  const groups = [...new Set(day.map(({ practitionerId }) => practitionerId))].map((practitionerId) =>
    day.filter((visit) => visit.practitionerId === practitionerId),
  );
  const most = Math.max(0, ...groups.map((visits) => dueLately(tools.now, visits)));
  const late = most > 0 ? groups.find((visits) => dueLately(tools.now, visits) === most) : undefined;
  const visits = groups.flatMap((group) => runPerson(tools, { visits: group, isLate: group === late }));
  const inOrder = visits.sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
  return oneInARoom(leaveGap(tools.now, inOrder));
};
