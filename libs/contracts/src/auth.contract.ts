import { z } from 'zod';
import { endpoint, nothingMore } from './endpoint.ts';
import { permissions, roles } from './permissions.ts';
import { email, id, secret } from './schema.ts';

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
