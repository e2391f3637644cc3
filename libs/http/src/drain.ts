import type { Server } from 'node:http';

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

type DrainOptions = {
  /** When what is not over is cut. */
  drainMs: number;
  /** Ends what would never end by itself. */
  endEventStreams?: () => void;
};

/** Takes no new connection and lets open requests end; what is not over after the limit is cut. */
export const drain = async (servers: readonly Server[], options: DrainOptions): Promise<void> => {
  const allClosed = Promise.all(servers.map(closed));
  options.endEventStreams?.();
  // A connection that was busy above is idle soon after, and a browser keeps it.
  const sweep = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 100);
  const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), options.drainMs);
  await allClosed;
  clearInterval(sweep);
  clearTimeout(cut);
};
