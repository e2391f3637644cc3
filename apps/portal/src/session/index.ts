export { createSessionGate } from './session-gate.ts';
export { SessionProvider, sessionLoader, useMay, useSession } from './session.tsx';
