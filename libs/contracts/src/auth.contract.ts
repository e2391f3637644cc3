import { z } from 'zod';
import { endpoint, nothingMore } from './endpoint.ts';
import { permissions, roles } from './permissions.ts';
import { email, id, instant, newPassword, secret } from './schema.ts';

export const me = z.object({
  user: z.object({ id, email: z.string(), displayName: z.string(), role: z.enum(roles) }),
  clinic: z.object({ id, name: z.string(), timeZone: z.string(), locale: z.string() }),
  permissions: z.array(z.enum(permissions)),
});

export type Me = z.infer<typeof me>;

export const signIn = endpoint({
  method: 'post',
  path: '/auth/login',
  summary: 'Sign in and receive the session cookie',
  permission: 'public',
  caching: 'none',
  body: z.strictObject({
    email,
    // Longer passwords only cost time; 128 is what the design accepts.
    password: secret(128),
    otp: secret(32).optional(),
    clinicId: id.optional(),
  }),
  refusals: {
    /** The password fits in several clinics: which one is meant? */
    clinic_required: z.object({ clinics: z.array(z.object({ id, name: z.string() })) }),
    invalid_credentials: nothingMore,
    rate_limited: nothingMore,
  },
  output: me,
  status: 200,
});

export const signOut = endpoint({
  method: 'post',
  path: '/auth/logout',
  summary: 'End the session on every replica',
  permission: 'public',
  caching: 'none',
  body: z.strictObject({ clearStorage: z.boolean().optional() }).optional(),
});

export const readMe = endpoint({
  method: 'get',
  path: '/auth/me',
  summary: 'Who is signed in, where, and what they may do',
  permission: 'signed-in',
  caching: 'none',
  output: me,
});

export const stepUp = endpoint({
  method: 'post',
  path: '/auth/step-up',
  summary: 'Prove again who you are, for acts that ask for it; holds for five minutes',
  permission: 'signed-in',
  caching: 'none',
  body: z
    .strictObject({ password: secret(128).optional(), otp: secret(32).optional() })
    .refine(({ password, otp }) => (password === undefined) !== (otp === undefined), {
      error: 'must hold a password or a one-time code',
    }),
  refusals: { invalid_credentials: nothingMore, otp_invalid: nothingMore, rate_limited: nothingMore },
});

export const changePassword = endpoint({
  method: 'post',
  path: '/auth/password',
  summary: 'Change your own password; every other session of yours ends',
  permission: 'signed-in',
  caching: 'none',
  body: z.strictObject({ currentPassword: secret(128), newPassword }),
  refusals: { invalid_credentials: nothingMore, rate_limited: nothingMore },
});

/** A session that is still open. `device` is a coarse name of browser and system. */
export const session = z.object({
  id,
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  device: z.string().nullable(),
  isCurrent: z.boolean(),
});

export type Session = z.infer<typeof session>;

export const listSessions = endpoint({
  method: 'get',
  path: '/auth/sessions',
  summary: 'Where you are signed in, newest first',
  permission: 'signed-in',
  caching: 'none',
  output: z.object({ items: z.array(session) }),
});

export const endSession = endpoint({
  method: 'delete',
  path: '/auth/sessions/:id',
  summary: 'End one of your own sessions on every replica',
  permission: 'signed-in',
  caching: 'none',
});
