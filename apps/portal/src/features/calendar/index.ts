import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';

/** The door of calendar: its routes. */
export const calendarFeature = (_deps: FeatureDeps): RouteObject[] => [];
