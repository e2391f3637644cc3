import { blockingStatuses, type Appointment } from '@clinic/contracts';

/** Whether a visit can still be moved: what is over stays where it was. */
export const movable = ({ status }: Appointment): boolean => blockingStatuses.includes(status);
