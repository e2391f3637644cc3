import { z } from 'zod';
import { endpoint, noFields, nothingMore } from './endpoint.ts';
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
    /** The password fits, and a one-time code is asked for besides: the same again with `otp`. */
    otp_required: nothingMore,
    otp_invalid: nothingMore,
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

/** How somebody's second factor stands: confirmed since when, and how many recovery codes are left. */
export const totpState = z.object({
  confirmedAt: instant.nullable(),
  recoveryCodesLeft: z.int(),
});

export type TotpState = z.infer<typeof totpState>;

export const readTotp = endpoint({
  method: 'get',
  path: '/auth/totp',
  summary: 'Whether a one-time code is asked for when you sign in, and how many recovery codes you have left',
  permission: 'signed-in',
  caching: 'none',
  output: totpState,
});

/** What an authenticator app is set up with: scanned as a picture, opened as an address, or typed. */
export const totpEnrolment = z.object({ secret: z.string(), otpauthUri: z.string(), qrSvg: z.string() });

export type TotpEnrolment = z.infer<typeof totpEnrolment>;

export const beginTotp = endpoint({
  method: 'post',
  path: '/auth/totp',
  summary: 'Begin to set up an authenticator app; it counts once a code of it was confirmed',
  permission: 'signed-in',
  caching: 'none',
  requiresStepUp: true,
  body: noFields,
  output: totpEnrolment,
});

/** Codes that each take the place of a one-time code once. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const confirmTotp = endpoint({
  method: 'post',
  path: '/auth/totp/confirm',
  summary: 'Prove that the app is set up; answers ten recovery codes, which are shown this once',
  permission: 'signed-in',
  caching: 'none',
  body: z.strictObject({ otp: secret(32) }),
  refusals: { otp_invalid: nothingMore, rate_limited: nothingMore },
  output: recoveryCodes,
});

export const renewRecoveryCodes = endpoint({
  method: 'post',
  path: '/auth/totp/recovery-codes',
  summary: 'Ten new recovery codes, which are shown this once; the ones before are worth nothing from now on',
  permission: 'signed-in',
  caching: 'none',
  requiresStepUp: true,
  body: noFields,
  output: recoveryCodes,
});

export const removeTotp = endpoint({
  method: 'delete',
  path: '/auth/totp',
  summary: 'Take your second factor off, its recovery codes with it',
  permission: 'signed-in',
  caching: 'none',
  requiresStepUp: true,
});

export const acceptInvitation = endpoint({
  method: 'post',
  path: '/auth/invitations/accept',
  summary: 'Choose a password by the token of an invitation or a reset; it opens once',
  permission: 'public',
  caching: 'none',
  body: z.strictObject({ token: secret(200), password: newPassword }),
  refusals: {
    /** Unknown, used, replaced or too old: all the same. */
    gone: nothingMore,
    rate_limited: nothingMore,
  },
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
