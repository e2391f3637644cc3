import type { MountPublic, Mount } from '@clinic/http';
import type { Router } from 'express';
import { authRoutes } from './auth.routes.ts';
import { OwnPassword, type OwnPasswordDeps } from './own-password.ts';
import { PasswordService, type PasswordDeps } from './password.service.ts';
import { SessionsService, type SessionsDeps } from './sessions.service.ts';
import { SignInService, type SignInDeps } from './sign-in.service.ts';
import { SignInThrottle, type ThrottleDeps } from './sign-in-throttle.ts';
import { StepUpService, type StepUpDeps } from './step-up.service.ts';

export type AuthDeps = SignInDeps & ThrottleDeps & OwnPasswordDeps & PasswordDeps & SessionsDeps & StepUpDeps;

/** Signing in and out, and everything somebody may do about their own sign-in. */
export const authFeature = (deps: AuthDeps, mounts: { mount: Mount; mountPublic: MountPublic }): Router => {
  const throttle = new SignInThrottle(deps);
  const own = new OwnPassword(deps, throttle);
  const services = {
    signIn: new SignInService(deps, throttle),
    passwords: new PasswordService(deps, own),
    sessions: new SessionsService(deps),
    stepUp: new StepUpService(deps, own),
  };
  return authRoutes(services, mounts);
};
