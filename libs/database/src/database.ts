import { isUuid, type RequestContext } from '@clinic/core';
import type pg from 'pg';
import { plainOpenings, shardedOpenings, type Local, type Openings } from './openings.ts';
import { KnownStatements } from './known-statements.ts';
import { Session } from './session.ts';
import { createStatementNames } from './statement-name.ts';
import type { SystemTransaction, Transaction } from './transaction.ts';
import { isRetryable, translateError } from './translate-error.ts';

export type PoolState = { total: number; idle: number; waiting: number };

export type DatabaseOptions = {
  pool: pg.Pool;
  /** Prepared statements save the server's planning; switch them off behind a transaction pooler older than PgBouncer 1.21. */
  usesPreparedStatements: boolean;
  /** Whether the tables are spread over several servers (Citus), which must be told of the clinic by a statement. */
  isSharded?: boolean;
  /**
   * Whether work that failed so in a clinic is worth one more attempt, after what was amiss has been put right: a key that
   * came up since the keys were read.
   */
  recover?: (error: unknown, clinicId: string) => boolean;
};

type Start = { clinicId: string; openings: Openings; isReading: boolean };

const checkedId = (clinicId: string): string => {
  // SET takes no parameters, so the value is checked against the one shape it may have before it becomes SQL.
  if (!isUuid(clinicId)) throw new Error('A clinic id must be a UUID');
  return clinicId;
};

/** The only way to a query: inside one clinic, or in no clinic at all. The pool itself is never handed out. */
export class Database {
  private readonly pool: pg.Pool;
  private readonly nameOf: (text: string) => string | undefined;
  private readonly statements = new KnownStatements();
  private readonly openingsOf: (local: Local | undefined) => Openings;
  private readonly recover: (error: unknown, clinicId: string) => boolean;

  constructor(options: DatabaseOptions) {
    this.pool = options.pool;
    this.openingsOf = options.isSharded === true ? shardedOpenings : plainOpenings;
    this.recover = options.recover ?? (() => false);
    this.nameOf = options.usesPreparedStatements ? createStatementNames() : () => undefined;
  }

  /**
   * Runs `work` in a transaction that sees and writes one clinic only. A deadlock is retried once, and so is what `recover`
   * put right. Commits when `work` resolves and rolls back when it throws.
   * @throws AppError `unavailable` when the database cannot be reached, or the sentence of a broken constraint.
   */
  async inClinic<Result>(
    context: Pick<RequestContext, 'clinicId'>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.transact(context.clinicId, work);
    } catch (error) {
      if (!isRetryable(error) && !this.recover(error, context.clinicId)) throw translateError(error);
    }
    return this.translated(() => this.transact(context.clinicId, work));
  }

  /**
   * The same for reading, in one round trip: `work` asks for all its statements before it waits for any of them
   * (`Promise.all`), and the end of the transaction is sent right behind. A later statement throws.
   */
  async readInClinic<Result>(
    context: Pick<RequestContext, 'clinicId'>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const read = () => this.run(this.startOf(context.clinicId, true), work);
    try {
      return await read();
    } catch (error) {
      if (!this.recover(error, context.clinicId)) throw translateError(error);
    }
    return this.translated(read);
  }

  /**
   * The second door, for what belongs to no clinic: schema `ops`, and the sign-in directory by one address.
   * @param loginIndex hex of the blind index of the e-mail address that signs in.
   */
  asSystem<Result>(work: (tx: SystemTransaction) => Promise<Result>, loginIndex?: string): Promise<Result> {
    if (loginIndex !== undefined && !/^[0-9a-f]{32}$/.test(loginIndex))
      throw new Error('A login index must be hex');
    const local: Local | undefined =
      loginIndex === undefined ? undefined : { setting: 'app.login_bidx', value: loginIndex };
    const start = { clinicId: '', openings: this.openingsOf(local), isReading: false };
    return this.translated(() => this.run(start, work));
  }

  poolState(): PoolState {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private startOf(clinicId: string, isReading: boolean): Start {
    const local: Local = { setting: 'app.clinic_id', value: checkedId(clinicId) };
    return { clinicId, openings: this.openingsOf(local), isReading };
  }

  private async transact<Result>(
    clinicId: string,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.run(this.startOf(clinicId, false), work);
  }

  private async run<Result>(
    { clinicId, openings, isReading }: Start,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.pool.connect();
    const { several, whole, reading } = openings;
    const session = new Session(client, {
      clinicId,
      openings: { several, whole: isReading ? reading : whole },
      isOneFlight: isReading,
      nameOf: this.nameOf,
      statements: this.statements,
    });
    try {
      const result = await work(session);
      await session.end();
      client.release();
      return result;
    } catch (error) {
      // In the background: who waits for the answer need not wait for the tidying.
      void session.abandon().then((failure) => client.release(failure));
      throw error;
    }
  }

  private async translated<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      throw translateError(error);
    }
  }
}
