import type { Server } from 'node:http';

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

/**
 * Takes no new connection and lets open requests end; what is not over after the limit is cut.
 * @param endEventStreams ends what would never end by itself
 */
export const drain = async (
  servers: readonly Server[],
  { drainMs, endEventStreams }: { drainMs: number; endEventStreams: () => void },
): Promise<void> => {
  const allClosed = Promise.all(servers.map(closed));
  endEventStreams();
  // A connection that was busy above is idle soon after, and a browser keeps it.
  const sweep = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 100);
  const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), drainMs);
  await allClosed;
  clearInterval(sweep);
  clearTimeout(cut);
};
