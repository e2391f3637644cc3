import { addDays, nextWeekday } from './clinic-calendar.ts';
import type { ClinicProfile } from './clinic-profile.ts';
import type { DemoPractitioner, DemoScheduleException, DemoWorkingHours } from './demo-clinic.ts';

type Shift = { weekdays: readonly number[]; parts: readonly string[] };

// The clinic is open every day from early to late, so that it has a believable today whenever somebody looks: five people in early
// and late shifts, a smaller crew at the weekend. The order is that of the profile's practitioners.
const shifts: readonly (readonly Shift[])[] = [
  [{ weekdays: [1, 2, 3, 4, 5], parts: ['08:00-12:30', '13:30-17:00'] }],
  [
    { weekdays: [1, 2, 3, 4], parts: ['12:00-16:30', '17:00-21:00'] },
    { weekdays: [6], parts: ['07:00-11:30', '12:00-16:00'] },
  ],
  [{ weekdays: [1, 2, 3, 4, 5], parts: ['07:00-11:30', '12:00-15:30'] }],
  [
    { weekdays: [1, 2, 3, 5], parts: ['09:00-13:00', '14:00-18:00'] },
    { weekdays: [7], parts: ['07:00-11:30', '12:00-16:00'] },
  ],
  [
    { weekdays: [1, 2], parts: ['08:00-12:30', '13:30-16:30'] },
    { weekdays: [5, 6, 7], parts: ['11:30-16:00', '16:30-21:00'] },
  ],
];

/** The regular week: two parts a day with a break between them. */
export const buildWorkingHours = (
  practitioners: readonly DemoPractitioner[],
  newId: () => string,
): DemoWorkingHours[] =>
  practitioners.flatMap(({ id: practitionerId }, index) =>
    (shifts[index] ?? []).flatMap(({ weekdays, parts }) =>
      weekdays.flatMap((weekday) =>
        parts.map((part) => {
          const [startsAt = '', endsAt = ''] = part.split('-');
          return { id: newId(), practitionerId, weekday, startsAt, endsAt, validFrom: null, validTo: null };
        }),
      ),
    ),
  );

type ExceptionPlan = {
  profile: ClinicProfile;
  today: string;
  practitioners: readonly DemoPractitioner[];
  newId: () => string;
};

type Occasion = Omit<DemoScheduleException, 'id' | 'toDate' | 'startsAt' | 'endsAt'> & {
  days?: number;
  /** `HH:MM-HH:MM`; none: the whole day. */
  hours?: string;
};

const exceptionOf = (
  newId: () => string,
  { days = 1, hours, ...occasion }: Occasion,
): DemoScheduleException => {
  const [startsAt = null, endsAt = null] = hours?.split('-') ?? [];
  return { id: newId(), ...occasion, toDate: addDays(occasion.fromDate, days - 1), startsAt, endsAt };
};

/** A closure, a leave, extra hours, a repair and a weekly meeting around today. */
export const buildExceptions = ({
  profile,
  today,
  practitioners,
  newId,
}: ExceptionPlan): DemoScheduleException[] => {
  const { training, leave, extraHours, meeting, repair } = profile.exceptions;
  const idOf = (place: number): string | null => practitioners[place]?.id ?? null;
  const closure = nextWeekday(addDays(today, 9), 3);
  const away = nextWeekday(addDays(today, 13), 1);
  const sunday = nextWeekday(addDays(today, 5), 7);
  const friday = nextWeekday(addDays(today, 1), 5);
  const tuesdays = Array.from({ length: 15 }, (_, week) => nextWeekday(addDays(today, 7 * (week - 5)), 2));
  const occasions: Occasion[] = [
    { practitionerId: null, kind: 'closed', fromDate: closure, reason: training },
    { practitionerId: idOf(2), kind: 'closed', fromDate: away, days: 3, reason: leave },
    { practitionerId: idOf(1), kind: 'open', fromDate: sunday, hours: '09:00-12:00', reason: extraHours },
    { practitionerId: idOf(3), kind: 'blocked', fromDate: friday, hours: '16:00-17:00', reason: repair },
    ...tuesdays.map((fromDate): Occasion => {
      return { practitionerId: null, kind: 'blocked', fromDate, hours: '13:00-13:30', reason: meeting };
    }),
  ];
  return occasions.map((occasion) => exceptionOf(newId, occasion));
};
