import type { Logger } from '@clinic/core';
import {
  createMount,
  createMountPublic,
  createMountStream,
  errorHandler,
  floodLimit,
  ownOrigins,
  requestId,
  requestLog,
  sameOrigin,
  securityHeaders,
  unknownRoute,
  type MountDeps,
  type Observe,
} from '@clinic/http';
import express, { type Express } from 'express';
import type { Deps } from '#api/composition.ts';
import { appointmentsFeature } from '#api/features/appointments/index.ts';
import { auditLogFeature } from '#api/features/audit-log/index.ts';
import { authFeature } from '#api/features/auth/index.ts';
import { healthFeature } from '#api/features/health/index.ts';
import { importsFeature } from '#api/features/imports/index.ts';
import { patientsFeature } from '#api/features/patients/index.ts';
import { schedulesFeature } from '#api/features/schedules/index.ts';
import { settingsFeature } from '#api/features/settings/index.ts';
import { systemFeature } from '#api/features/system/index.ts';
import { usersFeature } from '#api/features/users/index.ts';
import { countPatientOperations } from '#api/patient-operations.ts';
import type { Readiness } from '#api/readiness.ts';
import { systemStatus } from '#api/system-status.ts';

export type AppOptions = {
  publicOrigin: string;
  generalRateLimit: number;
  trustedProxyHops: number;
  metricsToken: string | undefined;
  readiness: Readiness;
  logger: Logger;
};

/** The whole API: what every request passes through, then the features, then what catches their errors. */
export const createApp = (deps: Deps, options: AppOptions): Express => {
  const app = express();
  const countOperation = countPatientOperations(deps.metrics);
  const observe: Observe = (request) => {
    deps.observe(request);
    countOperation(request);
  };
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple').set('trust proxy', options.trustedProxyHops);
  app.use(requestId(deps.ids), requestLog(options.logger, observe), securityHeaders());
  app.use(
    healthFeature({
      isReady: () => options.readiness.isReady(),
      metrics: deps.metrics,
      metricsToken: options.metricsToken,
    }),
  );
  app.use(
    '/api',
    floodLimit(options.generalRateLimit),
    sameOrigin(ownOrigins(options.publicOrigin)),
    features(deps),
  );
  app.use(unknownRoute);
  app.use(errorHandler(options.logger));
  return app;
};

const features = (deps: Deps): express.Router => {
  const gate: MountDeps = {
    authenticate: (request, id) => deps.sessions.authenticate(request, id),
    isSteppedUp: (context) => deps.sessions.isSteppedUp(context),
    isKeyUsed: (context, key) => deps.writes.isKeyUsed(context, key),
    recordDenial: (context, permission) =>
      deps.audit.record(context, { action: 'access.deny', resourceType: permission, outcome: 'denied' }),
  };
  const mount = createMount(gate);
  const mounts = { mount, mountPublic: createMountPublic(), mountStream: createMountStream(gate) };
  const router = express.Router();
  router.use(
    patientsFeature(deps, mount),
    appointmentsFeature(deps, mount),
    schedulesFeature(deps, mount),
    settingsFeature(deps, mount),
    importsFeature(deps, mounts),
    auditLogFeature(deps, mount),
    authFeature(deps, mounts),
    usersFeature(deps, mount),
    systemFeature({ status: () => systemStatus(deps) }, mounts),
  );
  return router;
};
