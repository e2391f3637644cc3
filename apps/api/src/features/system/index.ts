import { readOpenApi, readSystemStatus, type SystemStatus } from '@clinic/contracts';
import type { Mount, MountPublic } from '@clinic/http';
import { Router } from 'express';
import { buildOpenApi } from './open-api.ts';

export type SystemDeps = { status: () => Promise<SystemStatus> };

/** The installation about itself: how it is doing, and the description of this interface. */
export const systemFeature = (
  deps: SystemDeps,
  mounts: { mount: Mount; mountPublic: MountPublic },
): Router => {
  const router = Router();
  const document = buildOpenApi();
  mounts.mount(router, readSystemStatus, async () => ({ output: await deps.status() }));
  mounts.mountPublic(router, readOpenApi, async () => ({ output: document }));
  return router;
};
