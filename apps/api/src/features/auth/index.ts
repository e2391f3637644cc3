import type { MountPublic, Mount } from '@clinic/http';
import type { Router } from 'express';
import { authRoutes } from './auth.routes.ts';
import { AuthService, type AuthDeps } from './auth.service.ts';

/** Signing in and out. */
export const authFeature = (deps: AuthDeps, mounts: { mount: Mount; mountPublic: MountPublic }): Router =>
  authRoutes(new AuthService(deps), mounts);
