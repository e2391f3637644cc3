import { listToday, readMe, readSettings, settingDefaults, signIn, signOut } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aClinicApi, aMe } from '../testing/builders.ts';
import { accessibilityProblems, renderRoute } from '../testing/render-route.tsx';

const MINUTE_MS = 60_000;

const lockedCard = () => screen.findByRole('dialog', { name: 'Locked' });

describe('the lock over the page', () => {
  const me = aMe();
  const anApi = () => aClinicApi().answers(readMe, me).answers(signOut, undefined);

  it('keeps what was typed, hides all of it, and opens with the password alone', async () => {
    const api = anApi();
    const { user, lock } = await renderRoute({ at: '/patients/new', api });
    const name = screen.getByRole('textbox', { name: 'Family name' });
    await user.type(name, 'Okonkwo');
    act(() => lock.lock('asked'));

    const card = await lockedCard();
    expect(name).not.toBeVisible();
    expect(document.title).toBe('Locked');
    expect(card).toHaveTextContent('What you typed is kept');
    expect(api.asked(signOut)).toHaveLength(1);
    expect(await accessibilityProblems()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(card).toBeInTheDocument();

    api.rejects(signIn, new AppError('invalid_credentials', 'No'));
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByText('This is not your password.')).toBeInTheDocument();

    api.answers(signIn, me);
    await user.type(screen.getByLabelText('Password'), 'right{Enter}');
    await waitFor(() => expect(card).not.toBeInTheDocument());
    expect(api.asked(signIn).at(-1)?.body).toEqual({
      ...{ email: me.user.email, password: 'right', clinicId: me.clinic.id },
    });
    expect(screen.getByRole('textbox', { name: 'Family name' })).toHaveValue('Okonkwo');
    expect(name).toBeVisible();
  });

  it('is shut by keys and from the menu of the account', async () => {
    const api = anApi();
    const { user, lock } = await renderRoute({ api });
    await user.keyboard('gl');
    await lockedCard();
    act(() => lock.unlock());
    await user.click(screen.getByRole('button', { name: /Account$/ }));
    await user.click(await screen.findByRole('menuitem', { name: /Lock the screen/ }));
    await lockedCard();
  });

  it('asks for a code where the account has one', async () => {
    const api = anApi().rejects(signIn, new AppError('otp_required', 'And the code'));
    const { user, lock } = await renderRoute({ api });
    act(() => lock.lock('asked'));
    await lockedCard();
    await user.type(screen.getByLabelText('Password'), 'right{Enter}');
    await screen.findByLabelText('Code from your app');
    api.answers(signIn, me);
    await user.type(screen.getByLabelText('Password'), 'right');
    await user.type(screen.getByLabelText('Code from your app'), '123 456{Enter}');
    await waitFor(() => expect(lock.current().isLocked).toBe(false));
    expect(api.asked(signIn).at(-1)?.body).toMatchObject({ otp: '123456' });
  });

  it('refreshes nothing while it is shut', async () => {
    const api = anApi();
    const { lock } = await renderRoute({ api });
    act(() => lock.lock('ended'));
    await lockedCard();
    const before = api.asked(listToday).length;
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('focus'));
    expect(api.asked(listToday)).toHaveLength(before);
    // The session had ended already: there is nothing to end.
    expect(api.asked(signOut)).toHaveLength(0);
  });
});

describe('a desk that somebody left', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is warned about, and locked when the clinic says so', async () => {
    const settings = { ...settingDefaults, version: 1, name: 'Quayside', sessionIdleMinutes: 5 };
    const api = aClinicApi().answers(readSettings, settings).answers(signOut, undefined);
    const { clock } = await renderRoute({ api });
    const pass = async (minutes: number): Promise<void> => {
      clock.advance(minutes * MINUTE_MS);
      await act(() => vi.advanceTimersByTimeAsync(5_000));
    };
    await pass(2.9);
    expect(screen.queryByText(/This screen locks soon/)).not.toBeInTheDocument();
    await pass(0.2);
    expect(screen.getByText(/This screen locks soon/)).toBeInTheDocument();
    document.dispatchEvent(new Event('pointermove'));
    await pass(0);
    expect(screen.queryByText(/This screen locks soon/)).not.toBeInTheDocument();
    await pass(5);
    expect(screen.getByRole('dialog', { name: 'Locked' })).toHaveTextContent('after 5 minutes without a key');
    await waitFor(() => expect(api.asked(signOut)).toHaveLength(1));
  });
});
