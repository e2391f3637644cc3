import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';
import { TodayBoardData } from './today.data.ts';

/** Today's board: who waits, who is in a room, who is to come. */
export const todayFeature = (deps: FeatureDeps): RouteObject[] => {
  const data = new TodayBoardData(deps);
  return [
    {
      index: true,
      loader: (request) => data.load(request),
      action: (request) => data.act(request),
      lazy: { Component: async () => (await import('./today.page.tsx')).TodayPage },
    },
  ];
};
