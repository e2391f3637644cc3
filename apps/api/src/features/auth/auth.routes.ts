import {
  acceptInvitation,
  beginTotp,
  changePassword,
  confirmTotp,
  endSession,
  endUserSession,
  listSessions,
  listUserSessions,
  readMe,
  readTotp,
  removeTotp,
  renewRecoveryCodes,
  signIn,
  signOut,
  stepUp,
} from '@clinic/contracts';
import type { Mount, MountPublic } from '@clinic/http';
import { Router, type Request } from 'express';
import type { InvitationService } from './invitation.service.ts';
import type { PasswordService } from './password.service.ts';
import type { SessionsService } from './sessions.service.ts';
import type { SignInService } from './sign-in.service.ts';
import type { Visitor } from './sign-in-throttle.ts';
import type { StepUpService } from './step-up.service.ts';
import type { TotpService } from './totp.service.ts';

export type AuthServices = {
  signIn: SignInService;
  passwords: PasswordService;
  sessions: SessionsService;
  stepUp: StepUpService;
  totp: TotpService;
  invitations: InvitationService;
};

const visitorOf = (request: Request, requestId: string): Visitor => ({
  address: request.ip,
  cookies: request.headers.cookie,
  agent: request.headers['user-agent'],
  requestId,
});

type Mounts = { mount: Mount; mountPublic: MountPublic };

/** What needs no session. */
const mountDoors = (router: Router, services: AuthServices, mountPublic: MountPublic): void => {
  mountPublic(router, signIn, async ({ body, requestId }, raw) => {
    const { me, cookies } = await services.signIn.signIn(body, visitorOf(raw, requestId));
    return { output: me, headers: { 'Set-Cookie': cookies } };
  });
  mountPublic(router, signOut, async ({ body, requestId }, raw) => {
    const clearCookie = await services.signIn.signOut(visitorOf(raw, requestId));
    const cleared = body?.clearStorage === true ? '"cache", "storage"' : '"cache"';
    return { output: undefined, headers: { 'Set-Cookie': clearCookie, 'Clear-Site-Data': cleared } };
  });
  mountPublic(router, acceptInvitation, async ({ body, requestId }, raw) => {
    await services.invitations.accept(body, visitorOf(raw, requestId));
    return { output: undefined };
  });
};

const mountTotp = (router: Router, { totp }: AuthServices, mount: Mount): void => {
  mount(router, readTotp, async ({ context }) => ({ output: await totp.read(context) }));
  mount(router, beginTotp, ({ context, write }) => totp.begin(context, write));
  mount(router, confirmTotp, ({ context, body, write }) => totp.confirm(context, body.otp, write));
  mount(router, renewRecoveryCodes, ({ context, write }) => totp.renewCodes(context, write));
  mount(router, removeTotp, ({ context, write }) => totp.remove(context, write));
};

const mountSessions = (router: Router, { sessions }: AuthServices, mount: Mount): void => {
  mount(router, listSessions, async ({ context }) => ({ output: await sessions.list(context) }));
  mount(router, endSession, ({ context, params, write }) => sessions.end(context, params.id, write));
  mount(router, listUserSessions, async ({ context, params }) => ({
    output: await sessions.listOf(context, params.id),
  }));
  mount(router, endUserSession, ({ context, params, write }) =>
    sessions.endOf(context, { userId: params.id, id: params.sessionId }, write),
  );
};

export const authRoutes = (services: AuthServices, { mount, mountPublic }: Mounts): Router => {
  const router = Router();
  mountDoors(router, services, mountPublic);
  mount(router, readMe, async ({ context }) => ({ output: await services.signIn.me(context) }));
  mount(router, stepUp, ({ context, body, write }) => services.stepUp.stepUp(context, body, write));
  mount(router, changePassword, ({ context, body, write }) =>
    services.passwords.change(context, body, write),
  );
  mountTotp(router, services, mount);
  mountSessions(router, services, mount);
  return router;
};
