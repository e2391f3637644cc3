import { AppError } from '@clinic/core';

export type ClinicChoice = { id: string; name: string };

/** Why a sign-in went no further, in words the page has a text for. */
export type SignInOutcome = {
  problem:
    | 'mismatch'
    | 'missing'
    | 'otpRequired'
    | 'otpInvalid'
    | 'clinicRequired'
    | 'tooMany'
    | 'offline'
    | 'broken';
  clinics: readonly ClinicChoice[];
  retryAfterSeconds: number | undefined;
};

const problemOf: Partial<Record<AppError['code'], SignInOutcome['problem']>> = {
  invalid_credentials: 'mismatch',
  invalid_body: 'mismatch',
  otp_required: 'otpRequired',
  otp_invalid: 'otpInvalid',
  clinic_required: 'clinicRequired',
  rate_limited: 'tooMany',
  unavailable: 'offline',
};

const clinicsOf = (error: AppError): ClinicChoice[] => {
  const clinics = error.extra?.['clinics'];
  if (!Array.isArray(clinics)) return [];
  return clinics.flatMap((clinic: unknown) => {
    const found = new Map<string, unknown>(Object.entries(clinic ?? {}));
    const [id, name] = [found.get('id'), found.get('name')];
    return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
  });
};

/** A sign-in that failed before it was sent. */
export const failed = (problem: SignInOutcome['problem']): SignInOutcome => ({
  problem,
  clinics: [],
  retryAfterSeconds: undefined,
});

/** What a refused sign-in means to the person at the door. @throws whatever is no answer of the server */
export const outcomeOf = (error: unknown): SignInOutcome => {
  if (!(error instanceof AppError)) throw error;
  return {
    problem: problemOf[error.code] ?? 'broken',
    clinics: clinicsOf(error),
    retryAfterSeconds: error.retryAfterSeconds,
  };
};
