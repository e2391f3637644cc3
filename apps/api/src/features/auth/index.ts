import type { MountPublic, Mount } from '@clinic/http';
import type { Router } from 'express';
import { authRoutes } from './auth.routes.ts';
import { SignInService, type SignInDeps } from './sign-in.service.ts';

export type AuthDeps = SignInDeps;

/** Signing in and out. */
export const authFeature = (deps: AuthDeps, mounts: { mount: Mount; mountPublic: MountPublic }): Router =>
  authRoutes(new SignInService(deps), mounts);
