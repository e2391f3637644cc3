import type { Logger } from '@clinic/core';
import pg from 'pg';

export type PoolOptions = {
  connectionString: string;
  /** Connections at most. */
  size: number;
  /** The certificate of the authority that signed the server's, PEM; without it the URL decides. */
  certificateAuthority?: string | undefined;
  /** Shown by the server beside each connection. */
  applicationName: string;
  /** Plans each prepared statement once per connection. Not through a pooler, which takes no such wish at the start. */
  plansOnce?: boolean;
  /** An answer that stays out longer has lost its connection. Longer than the server lets any statement run. */
  answerWithinMs?: number;
  logger: Logger;
};

// Left to itself the server plans a statement with lists anew each time, for most of what running it costs.
const PLANS_ONCE = { options: '-c plan_cache_mode=force_generic_plan' };

// An int8 counter of ours stays far below 2^53; a count that does not would be a fault elsewhere.
const INT8 = 20;

const numbers = (): pg.TypeOverrides => {
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(INT8, Number);
  return overrides;
};

/**
 * The connections of this process. They are pipelines: statements of a transaction are sent without waiting for one
 * another, which is what keeps a request at one or two round trips.
 */
export const createPool = (options: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.size,
    application_name: options.applicationName,
    // Also how long a request waits for a free connection: a rush of a few seconds is queued, not refused.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    // The server ends what takes too long, but it is not heard over a connection that only we still believe in.
    query_timeout: options.answerWithinMs ?? 20_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Not in the published types yet; in the library since 8.17.
    ...{ pipeline: true },
    ...(options.plansOnce === true ? PLANS_ONCE : {}),
    types: numbers(),
    ...(options.certificateAuthority === undefined
      ? {}
      : { ssl: { ca: options.certificateAuthority, rejectUnauthorized: true } }),
  });
  // Without listeners a lost server would end the process: the pool's for idle clients, the client's while it is in use.
  pool.on('error', () => options.logger.warn('database_connection_lost'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
