import { isUuid } from '@clinic/core';
import type { Metrics } from './create-metrics.ts';

/** One answered request. `route` is the template (`/patients/:id`), never the address. */
export type TimedRequest = { method: string; route: string | undefined; status: number; seconds: number };

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const UNMATCHED = 'unmatched';

// Routes are few: this many label sets mean that something else arrives as one.
const MOST_SERIES = 2000;

const TEMPLATE_SEGMENT = /^(:[A-Za-z]+|[A-Za-z$*][A-Za-z0-9$_.*-]{0,39})$/;

const isTemplate = (route: string): boolean => {
  const [before, ...segments] = route.split('/');
  return (
    before === '' &&
    segments.length > 0 &&
    segments.every((segment) => segment === '' || (TEMPLATE_SEGMENT.test(segment) && !isUuid(segment)))
  );
};

type Observe = (seconds: number) => void;

/**
 * Returns the observation of a request for `http_request_duration_seconds`. What is not a route template is counted
 * under `unmatched`, so that neither an id nor a made-up address becomes a label.
 */
export const httpTiming = ({ requestDuration }: Pick<Metrics, 'requestDuration'>) => {
  const series = new Map<string, Observe>();

  const resolve = (method: string, route: string, status: number): Observe => {
    const isKnown = route === UNMATCHED || (isTemplate(route) && series.size < MOST_SERIES);
    if (!isKnown) return seriesOf(method, UNMATCHED, status);
    const child = requestDuration.labels(method, route, String(status));
    const observe: Observe = (seconds) => child.observe(seconds);
    series.set(`${method} ${status} ${route}`, observe);
    return observe;
  };

  const seriesOf = (method: string, route: string, status: number): Observe =>
    series.get(`${method} ${status} ${route}`) ?? resolve(method, route, status);

  return ({ method, route = UNMATCHED, status, seconds }: TimedRequest): void =>
    seriesOf(METHODS.has(method) ? method : 'OTHER', route, status)(seconds);
};
