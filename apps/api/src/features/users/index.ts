import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { UserChangeService, type UserChangeDeps } from './user-change.service.ts';
import { UserRecoveryService, type UserRecoveryDeps } from './user-recovery.service.ts';
import { usersRoutes } from './users.routes.ts';
import { UsersService, type UsersDeps } from './users.service.ts';

/** Who works in the clinic, what they may do, and how they get in again. */
export const usersFeature = (deps: UsersDeps & UserChangeDeps & UserRecoveryDeps, mount: Mount): Router => {
  const services = {
    users: new UsersService(deps),
    changes: new UserChangeService(deps),
    recovery: new UserRecoveryService(deps),
  };
  return usersRoutes(services, mount);
};
