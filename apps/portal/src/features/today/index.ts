import type { RouteObject } from 'react-router';
import { codeOf } from '#code';
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
      lazy: { Component: codeOf(async () => (await import('./today.page.tsx')).TodayPage) },
    },
  ];
};
