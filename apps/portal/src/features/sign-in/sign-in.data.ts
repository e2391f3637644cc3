import type { ApiClient } from '@clinic/api-client';
import { signIn, signOut } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import { redirect, redirectDocument, type ActionFunctionArgs } from 'react-router';
import { paths } from '#paths';

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

const failed = (problem: SignInOutcome['problem']): SignInOutcome => ({
  problem,
  clinics: [],
  retryAfterSeconds: undefined,
});

// Only a path of this portal: an address of another site would hand the person over after they typed a password here.
const placeToGo = (request: Request): string => {
  const next = new URL(request.url).searchParams.get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : paths.today();
};

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Signs in and goes on to where the person was going. */
export const signInAction =
  (api: ApiClient) =>
  async ({ request }: ActionFunctionArgs): Promise<Response | SignInOutcome> => {
    const form = await request.formData();
    const [email, password] = [text(form, 'email').trim(), text(form, 'password')];
    if (email === '' || password === '') return failed('missing');
    const [otp, clinicId] = [text(form, 'otp').replaceAll(' ', ''), text(form, 'clinicId')];
    try {
      await api.call(signIn, {
        body: { email, password, ...(otp && { otp }), ...(clinicId && { clinicId }) },
      });
      return redirect(placeToGo(request));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return {
        problem: problemOf[error.code] ?? 'broken',
        clinics: clinicsOf(error),
        retryAfterSeconds: error.retryAfterSeconds,
      };
    }
  };

/** Signs out and loads the page anew, so that nothing that was read stays in its memory. */
export const signOutAction = (api: ApiClient) => async (): Promise<Response> => {
  await api.call(signOut, { body: { clearStorage: false } });
  return redirectDocument(paths.signIn());
};
