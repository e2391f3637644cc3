import type { MountPublic, Mount } from '@clinic/http';
import type { Router } from 'express';
import { authRoutes } from './auth.routes.ts';
import { InvitationService, type InvitationDeps } from './invitation.service.ts';
import { OwnPassword, type OwnPasswordDeps } from './own-password.ts';
import { PasswordService, type PasswordDeps } from './password.service.ts';
import { OwnCode, SecondFactor, type SecondFactorDeps } from './second-factor.ts';
import { SessionsService, type SessionsDeps } from './sessions.service.ts';
import { SignInService, type SignInDeps } from './sign-in.service.ts';
import { SignInThrottle, type ThrottleDeps } from './sign-in-throttle.ts';
import { StepUpService, type StepUpDeps } from './step-up.service.ts';
import { TotpService, type TotpDeps } from './totp.service.ts';

export type AuthDeps = SignInDeps &
  ThrottleDeps &
  OwnPasswordDeps &
  PasswordDeps &
  SecondFactorDeps &
  SessionsDeps &
  StepUpDeps &
  TotpDeps &
  InvitationDeps;

/** Signing in and out, and everything somebody may do about their own sign-in. */
export const authFeature = (deps: AuthDeps, mounts: { mount: Mount; mountPublic: MountPublic }): Router => {
  const throttle = new SignInThrottle(deps);
  const factor = new SecondFactor(deps);
  const own = { password: new OwnPassword(deps, throttle), code: new OwnCode(deps, throttle), factor };
  const services = {
    signIn: new SignInService(deps, throttle, factor),
    passwords: new PasswordService(deps, own.password),
    sessions: new SessionsService(deps),
    stepUp: new StepUpService(deps, own),
    totp: new TotpService(deps, own.code),
    invitations: new InvitationService(deps, throttle),
  };
  return authRoutes(services, mounts);
};
