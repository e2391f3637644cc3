export { SessionProvider, sessionLoader, useMay, useSession } from './session.tsx';
