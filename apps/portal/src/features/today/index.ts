import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';
import { createTodayData } from './today.data.ts';

/** Today's board: who waits, who is in a room, who is to come. */
export const todayFeature = (deps: FeatureDeps): RouteObject[] => {
  const data = createTodayData(deps);
  return [
    {
      index: true,
      loader: data.load,
      action: data.act,
      lazy: { Component: async () => (await import('./today.page.tsx')).TodayPage },
    },
  ];
};
