import { acceptInvitation, readMe } from '@clinic/contracts';
import { AppError, invalidBody, notSignedIn } from '@clinic/core';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi } from '../../testing/builders.ts';
import { accessibilityProblems, renderRoute } from '../../testing/render-route.tsx';

const at = '/invitation#a-token';
const anApi = () => aClinicApi().rejects(readMe, notSignedIn());

describe('the page of an invitation', () => {
  it('sends the password with the token that stood behind the address', async () => {
    const api = anApi().answers(acceptInvitation, undefined);
    const { user } = await renderRoute({ api, at });
    expect(await accessibilityProblems()).toEqual([]);
    await user.type(screen.getByLabelText('New password'), 'a long enough sentence{Enter}');
    expect(await screen.findByRole('heading', { name: 'Your password is set' })).toBeVisible();
    expect(api.asked(acceptInvitation)[0]?.body).toEqual({
      ...{ token: 'a-token', password: 'a long enough sentence' },
    });
    expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/sign-in');
  });

  it('says which passwords will not do', async () => {
    const issue = { path: 'password', code: 'too_common', message: 'is known to guessers' };
    const api = anApi().rejects(acceptInvitation, invalidBody([issue]));
    const { user } = await renderRoute({ api, at });
    await user.type(screen.getByLabelText('New password'), 'password password{Enter}');
    expect(await screen.findByText(/among those that guessers try first/)).toBeVisible();
  });

  it('says that a link is dead, and what to do', async () => {
    const api = anApi().rejects(acceptInvitation, new AppError('gone', 'No longer'));
    const { user } = await renderRoute({ api, at });
    await user.type(screen.getByLabelText('New password'), 'a long enough sentence{Enter}');
    expect(await screen.findByRole('heading', { name: 'This link does not open any more' })).toBeVisible();
  });

  it('needs a token', async () => {
    await renderRoute({ api: anApi(), at: '/invitation' });
    expect(screen.getByRole('heading', { name: 'This link does not open any more' })).toBeVisible();
  });
});
