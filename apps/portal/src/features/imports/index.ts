import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';

/** The door of imports: its routes. */
export const importsFeature = (_deps: FeatureDeps): RouteObject[] => [];
