import type { ApiClient } from '@clinic/api-client';
import { acceptInvitation } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import { Button, buttonClass, Note, PasswordField, ProductMark } from '@clinic/ui';
import { useActionState, useEffect, useState, type JSX, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { paths } from '#paths';
import { useText } from '#texts';
import { DayArt } from './day-art.tsx';
import './sign-in.css';

type Outcome = 'done' | 'dead' | 'short' | 'common' | 'tooMany' | 'offline' | 'broken' | undefined;

const outcomeOf = (error: unknown): Outcome => {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'gone') return 'dead';
  if (error.code === 'rate_limited') return 'tooMany';
  if (error.code === 'unavailable') return 'offline';
  if (error.code !== 'invalid_body') return 'broken';
  return error.issues?.some(({ code }) => code === 'too_common') ? 'common' : 'short';
};

/** The token of the link. It stands behind the `#`, which no server is sent, and is taken out of the address at once. */
const useToken = (): string => {
  const { hash, pathname } = useLocation();
  const [token] = useState(() => hash.slice(1));
  useEffect(() => window.history.replaceState(window.history.state, '', pathname), [pathname]);
  return token;
};

const Door = ({ children }: { children: ReactNode }): JSX.Element => (
  <main className="door" id="main">
    <div className="form">
      <div>
        <ProductMark />
      </div>
      {children}
    </div>
    <DayArt />
  </main>
);

const usePasswordError = (outcome: Outcome): string | undefined => {
  const t = useText();
  switch (outcome) {
    case 'short':
      return t('invitation.short');
    case 'common':
      return t('invitation.common');
    case 'tooMany':
    case 'offline':
    case 'broken':
      return t(`invitation.${outcome}`);
    case 'done':
    case 'dead':
    case undefined:
      return undefined;
  }
};

const End = ({ isDone }: { isDone: boolean }): JSX.Element => {
  const t = useText();
  return (
    <Door>
      <title>{t('invitation.title')}</title>
      <h1>{t(isDone ? 'invitation.done' : 'invitation.dead')}</h1>
      <Note tone="plain" mark={isDone ? 'done' : 'gone'}>
        {t(isDone ? 'invitation.done.next' : 'invitation.dead.next')}
      </Note>
      <Link className={buttonClass({ kind: 'primary' })} to={paths.signIn()}>
        {t('signIn.act')}
      </Link>
    </Door>
  );
};

/** Where the link of an invitation or a reset leads: one password, chosen by its owner and known to nobody else. */
export const createInvitationPage = (api: ApiClient) => {
  const InvitationPage = (): JSX.Element => {
    const t = useText();
    const token = useToken();
    const [outcome, accept, isBusy] = useActionState(
      async (_: Outcome, form: FormData): Promise<Outcome> => {
        const password = form.get('password');
        if (typeof password !== 'string' || password === '') return 'short';
        try {
          await api.call(acceptInvitation, { body: { token, password } });
          return 'done';
        } catch (error) {
          return outcomeOf(error);
        }
      },
      token === '' ? 'dead' : undefined,
    );
    const error = usePasswordError(outcome);
    if (outcome === 'done' || outcome === 'dead') return <End isDone={outcome === 'done'} />;
    return (
      <Door>
        <title>{t('invitation.title')}</title>
        <div>
          <h1>{t('invitation.title')}</h1>
          <p className="soft">{t('invitation.subtitle')}</p>
        </div>
        <form action={accept} className="fields" noValidate>
          <PasswordField
            label={t('invitation.password')}
            name="password"
            autoComplete="new-password"
            hint={t('invitation.password.hint')}
            error={error}
            showLabel={t('signIn.password.show')}
            hideLabel={t('signIn.password.hide')}
          />
          <Button kind="primary" type="submit" busyLabel={isBusy ? t('invitation.working') : undefined}>
            {t('invitation.act')}
          </Button>
        </form>
      </Door>
    );
  };
  return InvitationPage;
};
