import { statusSteps, type AppointmentStatus } from '@clinic/contracts';
import type { AppointmentRow } from '@clinic/repositories';

type Times = Pick<
  AppointmentRow,
  'status' | 'statusSince' | 'statusBefore' | 'arrivedAt' | 'checkedInAt' | 'fulfilledAt' | 'createdAt'
>;

/** Everything about a visit that a step changes. */
export type StepResult = Omit<Times, 'createdAt'> & { isUndo: boolean };

/** Where one step back leads: each status but two can have come from one other alone, and those two remember theirs. */
export const previousStatus = (
  row: Pick<Times, 'status' | 'statusBefore'>,
): AppointmentStatus | undefined => {
  switch (row.status) {
    case 'booked':
      return undefined;
    case 'arrived':
      return 'booked';
    case 'checked-in':
      return 'arrived';
    case 'fulfilled':
      return 'checked-in';
    case 'cancelled':
    case 'noshow':
      return row.statusBefore ?? 'booked';
  }
};

const sinceOf = (row: Times, status: AppointmentStatus): Date => {
  const known: Partial<Record<AppointmentStatus, Date | null>> = {
    arrived: row.arrivedAt,
    'checked-in': row.checkedInAt,
    booked: row.createdAt,
  };
  return known[status] ?? row.statusSince;
};

const stepBack = (row: Times, to: AppointmentStatus): StepResult => ({
  status: to,
  statusSince: sinceOf(row, to),
  statusBefore: null,
  arrivedAt: to === 'booked' ? null : row.arrivedAt,
  checkedInAt: to === 'booked' || to === 'arrived' ? null : row.checkedInAt,
  fulfilledAt: null,
  isUndo: true,
});

const stepOn = (row: Times, to: AppointmentStatus, at: Date): StepResult => ({
  status: to,
  statusSince: at,
  statusBefore: to === 'cancelled' || to === 'noshow' ? row.status : null,
  arrivedAt: to === 'arrived' ? at : row.arrivedAt,
  checkedInAt: to === 'checked-in' ? at : row.checkedInAt,
  fulfilledAt: to === 'fulfilled' ? at : row.fulfilledAt,
  isUndo: false,
});

/** One step on or one step back; undefined when there is no such step. */
export const takeStep = (row: Times, to: AppointmentStatus, at: Date): StepResult | undefined => {
  if (statusSteps[row.status].includes(to)) return stepOn(row, to, at);
  return previousStatus(row) === to ? stepBack(row, to) : undefined;
};
