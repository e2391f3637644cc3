import { atThisMoment, booked, cancelled, missed, usualCourse } from './appointment-outcome.ts';
import type { OutcomeTools } from './appointment-outcome.ts';
import { addDays, instantOf, MINUTE_MS } from './clinic-calendar.ts';
import type { DemoAppointment } from './demo-clinic.ts';
import { findPatient, packDays } from './pack-days.ts';
import type { OpenClinic } from './pack-days.ts';
import { runToday } from './run-today.ts';

/** Nine of ten visits took place; the others were called off or missed. */
const lookBack = (tools: OutcomeTools, appointment: DemoAppointment): DemoAppointment => {
  const fate = tools.dice.fraction();
  if (fate < 0.06) return missed(appointment);
  if (fate < 0.13) return cancelled(tools, appointment);
  return atThisMoment(appointment, usualCourse(tools.dice, appointment, -Infinity), tools.now);
};

const lookAhead = (tools: OutcomeTools, appointment: DemoAppointment): DemoAppointment =>
  tools.dice.chance(0.04) ? cancelled(tools, appointment) : appointment;

const isOn = (zone: string, date: string): ((appointment: DemoAppointment) => boolean) => {
  const from = instantOf(zone, { date, minutes: 0 });
  const to = instantOf(zone, { date: addDays(date, 1), minutes: 0 });
  return ({ startsAt }) => startsAt >= from && startsAt < to;
};

/** The short visit that is squeezed in over others, and who offers it. */
const OVERBOOKED_VISIT = 1;

type Busy = { clinic: OpenClinic; tools: OutcomeTools; appointments: readonly DemoAppointment[] };

/** One visit of a day booked over another, with its reason. */
const overbook = ({ clinic, tools, appointments }: Busy, daysAhead: number): DemoAppointment[] => {
  const { profile, practitioners, today } = clinic;
  const date = addDays(today, daysAhead);
  const visit = profile.visits[OVERBOOKED_VISIT];
  const type = clinic.appointmentTypes[OVERBOOKED_VISIT];
  const thatDay = appointments.filter(isOn(profile.timeZone, date));
  const offering = practitioners
    .filter((_, index) => visit?.practitioners.includes(index))
    .map(({ id }) => id);
  const soon = clinic.now.getTime() + 20 * MINUTE_MS;
  const under = thatDay.find(
    ({ status, startsAt, practitionerId }) =>
      status === 'booked' && startsAt.getTime() > soon && offering.includes(practitionerId),
  );
  if (!under || !visit || !type) return [];
  const practitioner = practitioners.findIndex(({ id }) => id === under.practitionerId);
  const coming = new Set(thatDay.map(({ patientId }) => patientId));
  const patient = findPatient({ clinic, date, coming, held: [] }, { practitioner, visit });
  if (!patient) return [];
  const appointment = booked(tools, {
    ...{
      patient,
      practitionerId: under.practitionerId,
      typeId: type.id,
      startsAt: under.startsAt,
      roomId: '',
    },
    endsAt: new Date(under.startsAt.getTime() + type.durationMinutes * MINUTE_MS),
    reason: tools.dice.pick(visit.reasons),
  });
  return [
    { ...appointment, roomId: null, lane: 1, overbookReason: tools.dice.pick(profile.overbookReasons) },
  ];
};

/** All appointments: what is over, today as it stands, what is to come, and a few booked over others. */
export const buildAppointments = (clinic: OpenClinic, tools: OutcomeTools): DemoAppointment[] => {
  const planned = packDays(clinic).map((visit) => booked(tools, visit));
  const isToday = isOn(clinic.profile.timeZone, clinic.today);
  const present = planned.filter(isToday);
  const past = planned.filter((visit) => !isToday(visit) && visit.startsAt < clinic.now);
  const future = planned.filter((visit) => !isToday(visit) && visit.startsAt > clinic.now);
  const appointments = [
    ...past.map((appointment) => lookBack(tools, appointment)),
    ...runToday(tools, present),
    ...future.map((appointment) => lookAhead(tools, appointment)),
  ];
  const over = [0, 1, 2, 3]
    .flatMap((daysAhead) => overbook({ clinic, tools, appointments }, daysAhead))
    .slice(0, 3);
  return [...appointments, ...over];
};
