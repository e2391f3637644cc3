import { isSameSecret } from '@clinic/auth';
import { Router, type Request, type Response } from 'express';

export type HealthDeps = {
  /** Whether the database answers, is migrated far enough, and caches are warm. */
  isReady: () => Promise<boolean>;
  metrics: { contentType: string; render(): Promise<string> };
  metricsToken: string | undefined;
};

const answer = (response: Response, status: number, body: Record<string, string>): void => {
  response.status(status).set('Cache-Control', 'no-store').json(body);
};

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** With a token, who knows it; without one, this machine itself and nobody a proxy speaks for. */
const mayScrape = (request: Request, token: string | undefined): boolean => {
  if (token !== undefined) return isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`);
  const isForwarded = FORWARDED.some((name) => request.headers[name] !== undefined);
  return !isForwarded && LOOPBACK.has(request.socket.remoteAddress ?? '');
};

/** For those who watch the process: whether it runs, whether it may get requests, and its numbers. */
export const healthFeature = (deps: HealthDeps): Router => {
  const router = Router();
  router.get('/health', (_request, response) => answer(response, 200, { status: 'ok' }));
  router.get('/ready', async (_request, response) => {
    const isReady = await deps.isReady();
    if (!isReady) response.set('Retry-After', '1');
    answer(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not_ready' });
  });
  router.get('/metrics', async (request, response) => {
    if (!mayScrape(request, deps.metricsToken)) {
      response.set('WWW-Authenticate', 'Bearer');
      answer(response, 401, { status: 'not_allowed' });
      return;
    }
    response
      .set('Content-Type', deps.metrics.contentType)
      .set('Cache-Control', 'no-store')
      .end(await deps.metrics.render());
  });
  return router;
};
