import type { ApiClient } from '@clinic/api-client';
import { readMe, type Me, type Permission } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import { createContext, use, useMemo, type JSX, type ReactNode } from 'react';
import { redirect, type LoaderFunctionArgs } from 'react-router';
import { paths } from '#paths';

const SessionContext = createContext<Me | null>(null);

/** Who is signed in; a page without a session sends to the door and remembers where it was going. */
export const sessionLoader =
  (api: ApiClient) =>
  async ({ request }: LoaderFunctionArgs): Promise<Me> => {
    try {
      return await api.call(readMe, { signal: request.signal });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_signed_in') throw error;
      const { pathname, search } = new URL(request.url);
      const next = pathname === '/' && search === '' ? {} : { next: pathname + search };
      throw redirect(paths.signIn(next));
    }
  };

export const SessionProvider = ({ me, children }: { me: Me; children: ReactNode }): JSX.Element => (
  <SessionContext value={me}>{children}</SessionContext>
);

/** Who is signed in, and where. */
export const useSession = (): Me => {
  const me = use(SessionContext);
  if (!me) throw new Error('The session needs a SessionProvider above it');
  return me;
};

/** Asks what the person may do, to offer it or not. The server decides again. */
export const useMay = (): ((permission: Permission) => boolean) => {
  const { permissions } = useSession();
  return useMemo(() => {
    const held = new Set(permissions);
    return (permission) => held.has(permission);
  }, [permissions]);
};
