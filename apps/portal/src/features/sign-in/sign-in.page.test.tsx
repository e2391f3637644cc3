import { readMe, signIn, signOut } from '@clinic/contracts';
import { AppError, notSignedIn, unavailable } from '@clinic/core';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aMe } from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute, type RenderedRoute } from '../../testing/render-route.tsx';

const closedClinic = (): FakeApi => aClinicApi().rejects(readMe, notSignedIn());

const signInWith = async ({ user }: RenderedRoute, password: string): Promise<void> => {
  await user.type(screen.getByLabelText('E-mail'), 'r.adeyemi@quayside.example');
  await user.type(screen.getByLabelText('Password'), password);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
};

describe('the door', () => {
  it('stands before every page and remembers where the person was going', async () => {
    const { place } = await renderRoute({ api: closedClinic(), at: '/patients/new' });
    expect(place()).toBe('/sign-in?next=%2Fpatients%2Fnew');
  });

  it('waits for the e-mail at once, and for what is wrong or missing afterwards', async () => {
    const api = closedClinic().rejects(signIn, new AppError('invalid_credentials', 'No'));
    const route = await renderRoute({ api, at: '/sign-in' });
    expect(screen.getByLabelText('E-mail')).toHaveFocus();
    await route.user.keyboard('{Enter}');
    await screen.findByText('E-mail and password are both needed.');
    expect(screen.getByLabelText('E-mail')).toHaveFocus();
    await signInWith(route, 'wrong');
    await screen.findByText('E-mail and password do not match.');
    expect(screen.getByLabelText('Password')).toHaveFocus();
    api.rejects(signIn, new AppError('otp_required', 'Code'));
    await route.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByLabelText('Code from your app')).toHaveFocus());
  });

  it('lets in and goes on to where the person was going', async () => {
    const api = closedClinic();
    const route = await renderRoute({ api, at: '/patients' });
    api.answers(signIn, () => {
      api.answers(readMe, aMe());
      return aMe();
    });
    await signInWith(route, 'good-password');
    expect(await screen.findByRole('heading', { name: 'Patients' })).toBeVisible();
    expect(route.place()).toBe('/patients');
  });

  it('asks once however often it is pressed', async () => {
    const api = closedClinic();
    const answer = deferred<ReturnType<typeof aMe>>();
    const route = await renderRoute({ api, at: '/sign-in' });
    api.answers(signIn, () => answer.promise);
    await route.user.type(screen.getByLabelText('E-mail'), 'r.adeyemi@quayside.example');
    await route.user.type(screen.getByLabelText('Password'), 'good-password{Enter}{Enter}');
    await route.user.dblClick(screen.getByRole('button', { name: 'Signing in…' }));
    api.answers(readMe, aMe());
    answer.resolve(aMe());
    await waitFor(() => expect(route.place()).toBe('/'));
    expect(api.asked(signIn)).toHaveLength(1);
  });

  it('never follows an address of another site', async () => {
    const api = closedClinic();
    const route = await renderRoute({ api, at: '/sign-in?next=//evil.example/' });
    api.answers(signIn, () => {
      api.answers(readMe, aMe());
      return aMe();
    });
    await signInWith(route, 'good-password');
    await waitFor(() => expect(route.place()).toBe('/'));
  });

  it('says when e-mail and password do not match, at the field', async () => {
    const api = closedClinic().rejects(signIn, new AppError('invalid_credentials', 'No'));
    const route = await renderRoute({ api, at: '/sign-in' });
    await signInWith(route, 'wrong');
    expect(await screen.findByText('E-mail and password do not match.')).toBeVisible();
    expect(screen.getByLabelText('Password')).toBeInvalid();
    expect(screen.getByLabelText('E-mail')).toHaveValue('r.adeyemi@quayside.example');
  });

  it('asks for the code of the app when the account needs one', async () => {
    const api = closedClinic().rejects(signIn, new AppError('otp_required', 'Code'));
    const route = await renderRoute({ api, at: '/sign-in' });
    await signInWith(route, 'good-password');
    await route.user.type(await screen.findByLabelText('Code from your app'), '123 456');
    await route.user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(api.asked(signIn).at(-1)).toMatchObject({ body: { otp: '123456' } }));
  });

  it('lets those who work in several clinics choose one', async () => {
    const clinics = [
      { id: '0190a000-0000-4000-8000-000000000001', name: 'Quayside' },
      { id: '0190a000-0000-4000-8000-000000000002', name: 'Hillside' },
    ];
    const api = closedClinic().rejects(
      signIn,
      new AppError('clinic_required', 'Which', { extra: { clinics } }),
    );
    const route = await renderRoute({ api, at: '/sign-in' });
    await signInWith(route, 'good-password');
    await route.user.selectOptions(await screen.findByLabelText('Clinic'), 'Hillside');
    await route.user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() =>
      expect(api.asked(signIn).at(-1)).toMatchObject({ body: { clinicId: clinics[1]?.id } }),
    );
  });

  it('says how long to wait after too many tries', async () => {
    const api = closedClinic().rejects(
      signIn,
      new AppError('rate_limited', 'Slow', { retryAfterSeconds: 119 }),
    );
    const route = await renderRoute({ api, at: '/sign-in' });
    await signInWith(route, 'wrong');
    expect(await screen.findByRole('alert')).toHaveTextContent('Wait 2 minutes');
  });

  it('says when there is no line', async () => {
    const route = await renderRoute({
      api: closedClinic().rejects(signIn, unavailable('The server')),
      at: '/sign-in',
    });
    await signInWith(route, 'good-password');
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
  });

  it('shows the password to its writer', async () => {
    const { user } = await renderRoute({ api: closedClinic(), at: '/sign-in' });
    await user.click(screen.getByRole('button', { name: 'Show the password' }));
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'text');
  });

  it('ends the session from the account menu', async () => {
    const api = aClinicApi().answers(signOut, undefined);
    const { user } = await renderRoute({ api });
    await user.click(screen.getByRole('button', { name: /Account/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
    await waitFor(() => expect(api.asked(signOut)).toHaveLength(1));
  });

  it('is built so that everyone can use it', async () => {
    await renderRoute({ api: closedClinic(), at: '/sign-in' });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
