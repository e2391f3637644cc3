import type { ApiClient } from '@clinic/api-client';
import { signIn, signOut } from '@clinic/contracts';
import { redirect, redirectDocument, type ActionFunctionArgs } from 'react-router';
import { paths } from '#paths';
import { failed, outcomeOf, type SignInOutcome } from '#session';

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
      return outcomeOf(error);
    }
  };

/** Signs out and loads the page anew, so that nothing that was read stays in its memory. */
export const signOutAction = (api: ApiClient) => async (): Promise<Response> => {
  await api.call(signOut, { body: { clearStorage: false } });
  return redirectDocument(paths.signIn());
};
