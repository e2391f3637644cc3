import { useText } from '#texts';
import type { SignInOutcome } from './sign-in-outcome.ts';

type Messages = { password: string | undefined; otp: string | undefined; form: string | undefined };

/** What is said about a sign-in that failed, at the field it is about or under the form. */
export const useSignInMessages = (outcome: SignInOutcome | undefined, isCapsLockOn: boolean): Messages => {
  const t = useText();
  const caps = isCapsLockOn ? ` ${t('signIn.capsLock')}` : '';
  const none = { password: isCapsLockOn ? caps.trim() : undefined, otp: undefined, form: undefined };
  switch (outcome?.problem) {
    case 'mismatch':
      return { ...none, password: t('signIn.mismatch') + caps };
    case 'missing':
      return { ...none, password: t('signIn.missing') + caps };
    case 'otpInvalid':
      return { ...none, otp: t('signIn.otp.invalid') };
    case 'tooMany':
      return {
        ...none,
        form: t('signIn.tooMany', { count: Math.ceil((outcome.retryAfterSeconds ?? 60) / 60) }),
      };
    case 'offline':
      return { ...none, form: t('signIn.offline') };
    case 'broken':
      return { ...none, form: t('signIn.broken') };
    case 'otpRequired':
    case 'clinicRequired':
    case undefined:
      return none;
  }
};
