/** One problem with one field of a request. `path` is dotted (`address.city`); `code` is stable, `message` is for staff. */
export type Issue = { path: string; code: string; message: string };

/** Every error the API can answer with, and its HTTP status: the one table from code to status. */
export const httpStatus = {
  malformed: 400,
  invalid_body: 400,
  invalid_input: 400,
  not_signed_in: 401,
  invalid_credentials: 401,
  otp_required: 401,
  otp_invalid: 401,
  not_allowed: 403,
  cross_site: 403,
  actor_mismatch: 403,
  step_up_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  slot_taken: 409,
  not_offered: 409,
  duplicate: 409,
  possible_duplicate: 409,
  invalid_transition: 409,
  unreadable: 409,
  clinic_required: 409,
  last_admin: 409,
  gone: 410,
  resync_required: 410,
  stale_version: 412,
  too_large: 413,
  unsupported_media_type: 415,
  idempotency_mismatch: 422,
  version_required: 428,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof httpStatus;

/** What travels with an error to its reader. `extra` is merged into the problem document (`blocking`, `current`, ...). */
export type ErrorDetails = {
  issues?: Issue[];
  extra?: Record<string, unknown>;
  retryAfterSeconds?: number;
  /** This refusal was given before and is given again to the same request. */
  isReplayed?: boolean;
  cause?: unknown;
};

/**
 * An error with a name, thrown where the rule is and turned into a problem document (RFC 9457) at the edge.
 * `message` is a sentence for staff and never carries patient data.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[] | undefined;
  readonly extra: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly isReplayed: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.issues = details.issues;
    this.extra = details.extra;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.isReplayed = details.isReplayed ?? false;
  }

  get status(): number {
    return httpStatus[this.code];
  }
}

export const invalidBody = (issues: Issue[]): AppError =>
  new AppError('invalid_body', 'Some fields need another look', { issues });

export const invalidInput = (issues: Issue[]): AppError =>
  new AppError('invalid_input', 'The address of this request is not valid', { issues });

export const notFound = (what: string): AppError => new AppError('not_found', `${what} was not found`);

export const notSignedIn = (): AppError => new AppError('not_signed_in', 'Sign in to go on');

export const notAllowed = (): AppError =>
  new AppError('not_allowed', 'Your role does not allow this. Ask an administrator of the clinic');

export const conflict = (message: string, details: ErrorDetails = {}): AppError =>
  new AppError('conflict', message, details);

export const staleVersion = (current: unknown): AppError =>
  new AppError('stale_version', 'Someone else changed this in the meantime', { extra: { current } });

export const unavailable = (what: string, cause?: unknown): AppError =>
  new AppError('unavailable', `${what} cannot be reached just now`, { retryAfterSeconds: 1, cause });
