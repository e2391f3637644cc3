import { readMe, signIn, signOut } from '@clinic/contracts';
import type { Mount, MountPublic } from '@clinic/http';
import { Router, type Request } from 'express';
import type { SignInService } from './sign-in.service.ts';
import type { Visitor } from './sign-in-throttle.ts';

const visitorOf = (request: Request, requestId: string): Visitor => ({
  address: request.ip,
  cookies: request.headers.cookie,
  agent: request.headers['user-agent'],
  requestId,
});

export const authRoutes = (
  service: SignInService,
  mounts: { mount: Mount; mountPublic: MountPublic },
): Router => {
  const router = Router();
  mounts.mountPublic(router, signIn, async ({ body, requestId }, raw) => {
    const { me, cookies } = await service.signIn(body, visitorOf(raw, requestId));
    return { output: me, headers: { 'Set-Cookie': cookies } };
  });
  mounts.mountPublic(router, signOut, async ({ body, requestId }, raw) => {
    const clearCookie = await service.signOut(visitorOf(raw, requestId));
    const cleared = body?.clearStorage === true ? '"cache", "storage"' : '"cache"';
    return { output: undefined, headers: { 'Set-Cookie': clearCookie, 'Clear-Site-Data': cleared } };
  });
  mounts.mount(router, readMe, async ({ context }) => ({ output: await service.me(context) }));
  return router;
};
