import { signIn } from '@clinic/contracts';
import { Button, Note, PasswordField, StandingDialog, TextField } from '@clinic/ui';
import { useActionState, useState, type JSX, type KeyboardEvent } from 'react';
import type { FeatureDeps } from '#feature';
import { useLock } from '#lock';
import { paths } from '#paths';
import { failed, initials, outcomeOf, useSession, useSignInMessages, type SignInOutcome } from '#session';
import { useText } from '#texts';
import { useFormats } from '#time';

type LockScreenProps = Pick<FeatureDeps, 'api' | 'presence'> & { idleMinutes: number };

/** `tries`: how many passwords were wrong; the field is empty again after each. */
type Attempt = { tries: number; outcome: SignInOutcome | undefined };

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Signs the same person in again, in the same clinic. */
const useUnlock = ({ api, presence }: LockScreenProps) => {
  const { user, clinic } = useSession();
  const { lock } = useLock();
  return async ({ tries }: Attempt, form: FormData): Promise<Attempt> => {
    const [password, otp] = [text(form, 'password'), text(form, 'otp').replaceAll(' ', '')];
    if (password === '') return { tries, outcome: failed('missing') };
    const body = { email: user.email, password, clinicId: clinic.id, ...(otp && { otp }) };
    try {
      await api.call(signIn, { body });
    } catch (error) {
      const outcome = outcomeOf(error);
      return { tries: outcome.problem === 'mismatch' ? tries + 1 : tries, outcome };
    }
    presence.see();
    lock.unlock();
    return { tries, outcome: undefined };
  };
};

const useSince = (idleMinutes: number): string => {
  const t = useText();
  const formats = useFormats();
  const { state } = useLock();
  if (!state.isLocked) return '';
  const time = formats.time(state.since);
  switch (state.reason) {
    case 'idle':
      return t('lock.since.idle', { time, count: idleMinutes });
    case 'ended':
      return t('lock.since.ended', { time });
    case 'asked':
    case 'elsewhere':
      return t('lock.since.asked', { time });
  }
};

/** Who is here, and what they are told about what they left. */
const Who = (): JSX.Element => {
  const t = useText();
  const { user } = useSession();
  return (
    <>
      <div className="who">
        <span className="ava" aria-hidden="true">
          {initials(user.displayName)}
        </span>
        <div>
          <h1>{t('lock.title')}</h1>
          <p className="soft">
            {t('lock.who', { name: user.displayName, role: t(`shell.role.${user.role}`) })}
          </p>
        </div>
      </div>
      <Note tone="plain" mark="sent">
        {t('lock.kept')}
      </Note>
    </>
  );
};

/** Stands over the page until the same person proves again who they are. */
export const LockScreen = (props: LockScreenProps): JSX.Element => {
  const t = useText();
  const since = useSince(props.idleMinutes);
  const first: Attempt = { tries: 0, outcome: undefined };
  const [{ tries, outcome }, unlock, isBusy] = useActionState(useUnlock(props), first);
  const [isCapsLockOn, setIsCapsLockOn] = useState(false);
  const messages = useSignInMessages(outcome, isCapsLockOn);
  const needsOtp = outcome?.problem === 'otpRequired' || outcome?.problem === 'otpInvalid';
  const watchCaps = (event: KeyboardEvent): void => setIsCapsLockOn(event.getModifierState('CapsLock'));
  return (
    <StandingDialog label={t('lock.title')}>
      <title>{t('lock.title')}</title>
      <form action={unlock} className="card" noValidate>
        <Who />
        <PasswordField
          key={tries}
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          // Unlocking is all there is to do here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          error={outcome?.problem === 'mismatch' ? t('lock.mismatch') : messages.password}
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
        {messages.form && (
          <p className="note st-missed" role="alert">
            {messages.form}
          </p>
        )}
        <Button kind="primary" type="submit" busyLabel={isBusy ? t('signIn.working') : undefined}>
          {t('lock.unlock')}
        </Button>
        <p className="t13">
          <a className="link" href={paths.signIn()}>
            {t('lock.switch')}
          </a>
        </p>
        <p className="small muted num">{since}</p>
      </form>
    </StandingDialog>
  );
};
