export { initials } from './initials.ts';
export { createSessionGate } from './session-gate.ts';
export { SessionProvider, sessionLoader, useMay, useSession } from './session.tsx';
export { failed, outcomeOf, type ClinicChoice, type SignInOutcome } from './sign-in-outcome.ts';
export { useSignInMessages } from './use-sign-in-messages.ts';
