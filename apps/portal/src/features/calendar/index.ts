import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';

/** Day and week: who is booked when, booking, moving. Its code, time zones among it, is loaded when it is first needed. */
export const calendarFeature = (deps: FeatureDeps): RouteObject[] => {
  let loaded: ReturnType<typeof load> | undefined;
  const load = async () => {
    const [{ createCalendarData }, { createAsidesData }] = await Promise.all([
      import('./calendar.data.ts'),
      import('./calendar-asides.data.ts'),
    ]);
    return { ...createCalendarData(deps), ...createAsidesData(deps) };
  };
  const data = (): ReturnType<typeof load> => (loaded ??= load());
  return [
    {
      path: paths.calendar.day(),
      loader: async (args) => (await data()).load(args),
      action: async (args) => (await data()).act(args),
      lazy: { Component: async () => (await import('./calendar.page.tsx')).CalendarPage },
    },
    { path: paths.calendar.visit(':id'), loader: async (args) => (await data()).loadVisit(args) },
    { path: paths.calendar.nextFree(), loader: async (args) => (await data()).loadNextFree(args) },
    { path: paths.calendar.loads(), loader: async (args) => (await data()).loadLoads(args) },
  ];
};
