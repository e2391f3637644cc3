import { useState } from 'react';
import type { TodayData } from './today.data.ts';

const waitingIn = (data: TodayData): Set<string> =>
  new Set(data.appointments.filter(({ status }) => status === 'arrived').map(({ id }) => id));

type Arrivals = {
  /** How many came since the answer before, not counting those marked here. */
  count: number;
  /** Someone this desk marks itself: the toast has already said it. */
  expect: (id: string) => void;
};

/** Notices who is new in the waiting room, for those who do not see the list change. */
export const useArrivals = (data: TodayData): Arrivals => {
  const [state, setState] = useState({ data, count: 0 });
  const [expected] = useState(() => new Set<string>());
  if (state.data !== data) {
    const before = waitingIn(state.data);
    const arrived = [...waitingIn(data)].filter((id) => !before.has(id) && !expected.has(id));
    setState({ data, count: arrived.length });
  }
  return { count: state.count, expect: (id) => void expected.add(id) };
};
