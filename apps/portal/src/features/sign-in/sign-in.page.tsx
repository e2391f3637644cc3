import { Button, PasswordField, ProductMark, Select, TextField } from '@clinic/ui';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent, type RefObject } from 'react';
import { Form, useActionData, useNavigation } from 'react-router';
import { useOneSubmit } from '#acts';
import { useSignInMessages, type SignInOutcome } from '#session';
import { useText } from '#texts';
import { DayArt } from './day-art.tsx';
import './sign-in.css';

/** Puts the cursor where the sign-in goes on: at what was wrong, or at what else is needed. */
const useFocusOnOutcome = (outcome: SignInOutcome | undefined): RefObject<HTMLFormElement | null> => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!outcome || !form.current) return;
    const email = form.current.querySelector<HTMLInputElement>('[name="email"]');
    const next = form.current.querySelector<HTMLElement>(
      '[aria-invalid="true"], [name="otp"], [name="clinicId"]',
    );
    (email?.value === '' ? email : next)?.focus();
  }, [outcome]);
  return form;
};

/** The door of the portal. */
export const SignInPage = (): JSX.Element => {
  const t = useText();
  const outcome = useActionData<SignInOutcome>();
  const { state } = useNavigation();
  const { onSubmit } = useOneSubmit();
  const form = useFocusOnOutcome(outcome);
  const [isCapsLockOn, setIsCapsLockOn] = useState(false);
  const messages = useSignInMessages(outcome, isCapsLockOn);
  const needsOtp = outcome?.problem === 'otpRequired' || outcome?.problem === 'otpInvalid';
  const watchCaps = (event: KeyboardEvent): void => setIsCapsLockOn(event.getModifierState('CapsLock'));
  return (
    <main className="door" id="main">
      <title>{t('signIn.title')}</title>
      <Form method="post" ref={form} className="form" noValidate onSubmit={onSubmit}>
        <div>
          <ProductMark />
        </div>
        <div>
          <h1>{t('signIn.title')}</h1>
          <p className="soft">{t('signIn.subtitle')}</p>
        </div>
        <TextField
          label={t('signIn.email')}
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          // Signing in is all there is to do here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        <PasswordField
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          error={messages.password}
          showLabel={t('signIn.password.show')}
          hideLabel={t('signIn.password.hide')}
          onKeyDown={watchCaps}
          onKeyUp={watchCaps}
        />
        {needsOtp && (
          <TextField
            label={t('signIn.otp')}
            name="otp"
            inputMode="numeric"
            autoComplete="one-time-code"
            hint={t('signIn.otp.hint')}
            error={messages.otp}
          />
        )}
        {outcome?.problem === 'clinicRequired' && (
          <Select
            label={t('signIn.clinic')}
            name="clinicId"
            hint={t('signIn.clinic.hint')}
            options={outcome.clinics.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {messages.form && (
          <p className="note st-missed" role="alert">
            {messages.form}
          </p>
        )}
        <Button kind="primary" type="submit" busyLabel={state === 'idle' ? undefined : t('signIn.working')}>
          {t('signIn.act')}
        </Button>
        <p className="t13 soft">{t('signIn.forgotten')}</p>
      </Form>
      <DayArt />
    </main>
  );
};
