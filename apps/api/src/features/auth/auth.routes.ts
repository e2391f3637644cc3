import { readMe, signIn, signOut } from '@clinic/contracts';
import type { Mount, MountPublic } from '@clinic/http';
import { Router } from 'express';
import type { AuthService } from './auth.service.ts';

export const authRoutes = (
  service: AuthService,
  mounts: { mount: Mount; mountPublic: MountPublic },
): Router => {
  const router = Router();
  mounts.mountPublic(router, signIn, async ({ body, requestId }) => {
    const { me, setCookie } = await service.signIn(body, requestId);
    return { output: me, headers: { 'Set-Cookie': setCookie } };
  });
  mounts.mountPublic(router, signOut, async ({ body, requestId }, raw) => {
    const clearCookie = await service.signOut(raw, requestId);
    const cleared = body?.clearStorage === true ? '"cache", "storage"' : '"cache"';
    return { output: undefined, headers: { 'Set-Cookie': clearCookie, 'Clear-Site-Data': cleared } };
  });
  mounts.mount(router, readMe, async ({ context }) => ({ output: await service.me(context) }));
  return router;
};
