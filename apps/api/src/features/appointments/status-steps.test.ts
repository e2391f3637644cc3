import { appointmentStatuses, statusSteps, type AppointmentStatus } from '@clinic/contracts';
import { describe, expect, it } from 'vitest';
import { previousStatus, takeStep } from './status-steps.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2030, 0, 7, 14, minutes));

/** A visit that came to its status on the longest way: booked at 0, arrived at 10, called in at 20, done at 30. */
const visitThat = (status: AppointmentStatus, statusBefore: AppointmentStatus | null = null) => {
  const depth = ['booked', 'arrived', 'checked-in', 'fulfilled'].indexOf(statusBefore ?? status);
  return {
    ...{ status, statusBefore, createdAt: at(0), statusSince: at(40) },
    arrivedAt: depth >= 1 ? at(10) : null,
    checkedInAt: depth >= 2 ? at(20) : null,
    fulfilledAt: depth >= 3 ? at(30) : null,
  };
};

const pairs = appointmentStatuses.flatMap((from) =>
  appointmentStatuses.map((to): [AppointmentStatus, AppointmentStatus] => [from, to]),
);

describe('from each status to each other', () => {
  it.each(pairs)('%s to %s is one step, forward or back, or none', (from, to) => {
    const step = takeStep(visitThat(from), to, at(50));
    const isForward = statusSteps[from].includes(to);
    const isBack = previousStatus(visitThat(from)) === to;
    expect(step !== undefined).toBe(isForward || isBack);
    if (step) expect([step.status, step.isUndo]).toEqual([to, !isForward]);
  });
});

describe('a step on', () => {
  it('remembers when, and where a cancellation or an absence came from', () => {
    expect(takeStep(visitThat('booked'), 'arrived', at(50))).toMatchObject({
      statusSince: at(50),
      arrivedAt: at(50),
      statusBefore: null,
    });
    expect(takeStep(visitThat('arrived'), 'checked-in', at(50))).toMatchObject({
      arrivedAt: at(10),
      checkedInAt: at(50),
    });
    expect(takeStep(visitThat('checked-in'), 'fulfilled', at(50))).toMatchObject({
      checkedInAt: at(20),
      fulfilledAt: at(50),
    });
    expect(takeStep(visitThat('arrived'), 'noshow', at(50))).toMatchObject({
      statusBefore: 'arrived',
      arrivedAt: at(10),
    });
  });
});

describe('a step back', () => {
  it.each([
    ['arrived', null, 'booked', at(0), { arrivedAt: null, checkedInAt: null, fulfilledAt: null }],
    ['checked-in', null, 'arrived', at(10), { arrivedAt: at(10), checkedInAt: null, fulfilledAt: null }],
    ['fulfilled', null, 'checked-in', at(20), { arrivedAt: at(10), checkedInAt: at(20), fulfilledAt: null }],
    ['cancelled', 'checked-in', 'checked-in', at(20), { arrivedAt: at(10), checkedInAt: at(20) }],
    ['noshow', 'arrived', 'arrived', at(10), { arrivedAt: at(10), checkedInAt: null }],
    ['cancelled', 'booked', 'booked', at(0), { arrivedAt: null }],
  ] as const)('from %s (before: %s) to %s brings back what was', (from, before, to, since, times) => {
    const step = takeStep(visitThat(from, before), to, at(50));
    expect(step).toMatchObject({
      status: to,
      statusSince: since,
      statusBefore: null,
      isUndo: true,
      ...times,
    });
  });

  it('leads to booked where nothing else is remembered, and from booked nowhere', () => {
    expect(previousStatus({ status: 'cancelled', statusBefore: null })).toBe('booked');
    expect(previousStatus({ status: 'booked', statusBefore: null })).toBeUndefined();
  });
});
