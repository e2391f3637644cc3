import type { RouteObject } from 'react-router';
import { codeOf } from '#code';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';

const load = async (deps: FeatureDeps) => {
  const [{ CalendarMemory }, { CalendarAsides }] = await Promise.all([
    import('./calendar.data.ts'),
    import('./calendar-asides.data.ts'),
  ]);
  return { memory: new CalendarMemory(deps), asides: new CalendarAsides(deps) };
};

/** Day and week: who is booked when, booking, moving. Its code, time zones among it, is loaded when it is first needed. */
export const calendarFeature = (deps: FeatureDeps): RouteObject[] => {
  const data = codeOf(() => load(deps));
  return [
    {
      path: paths.calendar.day(),
      loader: async (args) => (await data()).memory.load(args),
      action: async (args) => (await data()).memory.act(args),
      lazy: { Component: codeOf(async () => (await import('./calendar.page.tsx')).CalendarPage) },
    },
    { path: paths.calendar.visit(':id'), loader: async (args) => (await data()).asides.visit(args) },
    {
      path: paths.calendar.nextFree(),
      loader: async (args) => (await data()).asides.nextFree(args),
      // Asked when somebody asks, and not again with whatever the page reads anew.
      shouldRevalidate: () => false,
    },
    { path: paths.calendar.loads(), loader: async (args) => (await data()).asides.loads(args) },
  ];
};
