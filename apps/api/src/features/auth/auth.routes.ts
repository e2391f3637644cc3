import { changePassword, endSession, listSessions, readMe, signIn, signOut, stepUp } from '@clinic/contracts';
import type { Mount, MountPublic } from '@clinic/http';
import { Router, type Request } from 'express';
import type { PasswordService } from './password.service.ts';
import type { SessionsService } from './sessions.service.ts';
import type { SignInService } from './sign-in.service.ts';
import type { Visitor } from './sign-in-throttle.ts';
import type { StepUpService } from './step-up.service.ts';

export type AuthServices = {
  signIn: SignInService;
  passwords: PasswordService;
  sessions: SessionsService;
  stepUp: StepUpService;
};

const visitorOf = (request: Request, requestId: string): Visitor => ({
  address: request.ip,
  cookies: request.headers.cookie,
  agent: request.headers['user-agent'],
  requestId,
});

export const authRoutes = (
  services: AuthServices,
  { mount, mountPublic }: { mount: Mount; mountPublic: MountPublic },
): Router => {
  const router = Router();
  mountPublic(router, signIn, async ({ body, requestId }, raw) => {
    const { me, cookies } = await services.signIn.signIn(body, visitorOf(raw, requestId));
    return { output: me, headers: { 'Set-Cookie': cookies } };
  });
  mountPublic(router, signOut, async ({ body, requestId }, raw) => {
    const clearCookie = await services.signIn.signOut(visitorOf(raw, requestId));
    const cleared = body?.clearStorage === true ? '"cache", "storage"' : '"cache"';
    return { output: undefined, headers: { 'Set-Cookie': clearCookie, 'Clear-Site-Data': cleared } };
  });
  mount(router, readMe, async ({ context }) => ({ output: await services.signIn.me(context) }));
  mount(router, stepUp, ({ context, body, write }) => services.stepUp.stepUp(context, body, write));
  mount(router, changePassword, ({ context, body, write }) =>
    services.passwords.change(context, body, write),
  );
  mount(router, listSessions, async ({ context }) => ({ output: await services.sessions.list(context) }));
  mount(router, endSession, ({ context, params, write }) => services.sessions.end(context, params.id, write));
  return router;
};
