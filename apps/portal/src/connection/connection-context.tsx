import { createContext, use, useSyncExternalStore, type JSX, type ReactNode } from 'react';
import type { Connection, ConnectionWatch } from './connection.ts';

const ConnectionContext = createContext<ConnectionWatch | null>(null);

export const ConnectionProvider = ({
  watch,
  children,
}: {
  watch: ConnectionWatch;
  children: ReactNode;
}): JSX.Element => <ConnectionContext value={watch}>{children}</ConnectionContext>;

/** Whether there is a line to the server. */
export const useConnection = (): Connection => {
  const watch = use(ConnectionContext);
  if (!watch) throw new Error('The connection needs a ConnectionProvider above it');
  return useSyncExternalStore(watch.subscribe, watch.current);
};
