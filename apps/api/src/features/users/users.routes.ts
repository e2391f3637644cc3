import { changeUser, createResetLink, createUser, listUsers, removeUserTotp } from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import type { UserChangeService } from './user-change.service.ts';
import type { UserRecoveryService } from './user-recovery.service.ts';
import type { UsersService } from './users.service.ts';

export type UsersServices = {
  users: UsersService;
  changes: UserChangeService;
  recovery: UserRecoveryService;
};

export const usersRoutes = ({ users, changes, recovery }: UsersServices, mount: Mount): Router => {
  const router = Router();
  mount(router, listUsers, async ({ context, query }) => ({ output: await users.list(context, query) }));
  mount(router, createUser, async ({ context, body, write }) => {
    const answer = await users.invite(context, body, write);
    return { ...answer, headers: { ETag: `"${answer.output.user.version}"` } };
  });
  mount(router, changeUser, ({ context, params, body, write }) =>
    changes.change(context, { id: params.id, change: body }, write),
  );
  mount(router, createResetLink, ({ context, params, write }) =>
    recovery.createResetLink(context, params.id, write),
  );
  mount(router, removeUserTotp, ({ context, params, write }) =>
    recovery.removeTotp(context, params.id, write),
  );
  return router;
};
