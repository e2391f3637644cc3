import { z } from 'zod';
import { session } from './auth.contract.ts';
import { endpoint, noFields, nothingMore, paging } from './endpoint.ts';
import { roles } from './permissions.ts';
import { email, id, newId, personName } from './schema.ts';

/**
 * A member of staff. `hasMfa`: a one-time code is asked for when they sign in. `isInvited`: they have not chosen a password
 * yet, so they cannot sign in.
 */
export const user = z.object({
  id,
  version: z.int(),
  email: z.string(),
  displayName: z.string(),
  role: z.enum(roles),
  isActive: z.boolean(),
  hasMfa: z.boolean(),
  isInvited: z.boolean(),
});

export type User = z.infer<typeof user>;

export const listUsers = endpoint({
  method: 'get',
  path: '/users',
  summary: 'Members of staff, those who left among them',
  permission: 'user:read',
  caching: 'none',
  query: paging,
  output: z.object({ items: z.array(user), nextCursor: z.string().nullable() }),
});

export const newUser = z.strictObject({
  id: newId.optional(),
  email,
  displayName: personName,
  role: z.enum(roles),
});

export type NewStaffMember = z.infer<typeof newUser>;

export const createUser = endpoint({
  method: 'post',
  path: '/users',
  summary: 'Invite a member of staff; the address to hand over opens once, within seven days',
  permission: 'user:write',
  caching: 'none',
  requiresStepUp: true,
  body: newUser,
  refusals: { duplicate: nothingMore },
  status: 201,
  output: z.object({ user, inviteUrl: z.string() }),
});

export const userChange = z.strictObject({
  email: email.optional(),
  displayName: personName.optional(),
  role: z.enum(roles).optional(),
  isActive: z.boolean().optional(),
});

export type UserChange = z.infer<typeof userChange>;

export const changeUser = endpoint({
  method: 'patch',
  path: '/users/:id',
  summary: 'Change a member of staff; another role or the end of their access ends their sessions',
  permission: 'user:write',
  caching: 'none',
  isVersioned: true,
  body: userChange,
  refusals: {
    /** Nobody who can sign in would be left to run the clinic. */
    last_admin: nothingMore,
    duplicate: nothingMore,
    /** Asked for by another role, another address, and by switching somebody off or on. */
    step_up_required: nothingMore,
  },
  output: user,
});

export const createResetLink = endpoint({
  method: 'post',
  path: '/users/:id/reset-link',
  summary: 'A new link by which somebody chooses their password; earlier ones lead nowhere from now on',
  permission: 'user:write',
  caching: 'none',
  requiresStepUp: true,
  body: noFields,
  output: z.object({ resetUrl: z.string() }),
});

export const removeUserTotp = endpoint({
  method: 'delete',
  path: '/users/:id/totp',
  summary: 'Take off the second factor of somebody who lost it; their sessions end',
  permission: 'user:write',
  caching: 'none',
  requiresStepUp: true,
});

export const listUserSessions = endpoint({
  method: 'get',
  path: '/users/:id/sessions',
  summary: 'Where somebody is signed in, newest first',
  permission: 'user:write',
  caching: 'none',
  output: z.object({ items: z.array(session) }),
});

export const endUserSession = endpoint({
  method: 'delete',
  path: '/users/:id/sessions/:sessionId',
  summary: 'End a session of somebody on every replica',
  permission: 'user:write',
  caching: 'none',
});
