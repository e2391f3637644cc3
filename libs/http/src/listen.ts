import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ListenOptions } from 'node:net';

const listenOn = async (server: Server, options: ListenOptions): Promise<number> => {
  server.listen(options);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

const hasNoSuchAddress = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');

/**
 * Listens on a host; for loopback on both of its addresses, since `localhost` may mean either.
 * @param createServer makes one server for each address
 * @returns the servers and the port they share
 */
export const listen = async (
  createServer: () => Server,
  { host, port }: { host: string; port: number },
): Promise<{ servers: Server[]; port: number }> => {
  const first = createServer();
  const sharedPort = await listenOn(first, { host, port });
  if (host !== '127.0.0.1') return { servers: [first], port: sharedPort };
  const second = createServer();
  try {
    await listenOn(second, { host: '::1', port: sharedPort });
    return { servers: [first, second], port: sharedPort };
  } catch (error) {
    if (!hasNoSuchAddress(error)) throw error;
    return { servers: [first], port: sharedPort };
  }
};
