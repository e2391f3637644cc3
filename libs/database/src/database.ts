import { isUuid, type RequestContext } from '@clinic/core';
import type pg from 'pg';
import { toRows } from './rows.mapper.ts';
import { createStatementNames } from './statement-name.ts';
import type { Rows, SqlValue, SystemTransaction, Transaction } from './transaction.ts';
import { isRetryable, translateError } from './translate-error.ts';
import { WriteBatch } from './write-batch.ts';

export type PoolState = { total: number; idle: number; waiting: number };

export type DatabaseOptions = {
  pool: pg.Pool;
  /** Prepared statements save the server's planning; switch them off behind a transaction pooler older than PgBouncer 1.21. */
  usesPreparedStatements: boolean;
};

/** The name a statement is prepared under; undefined leaves it unprepared. */
type NameOf = (text: string) => string | undefined;

const checkedId = (clinicId: string): string => {
  // SET takes no parameters, so the value is checked against the one shape it may have before it becomes SQL.
  if (!isUuid(clinicId)) throw new Error('A clinic id must be a UUID');
  return clinicId;
};

class Session implements Transaction {
  readonly clinicId: string;
  commit: Promise<pg.QueryResult> | undefined;
  private readonly client: pg.PoolClient;
  private readonly nameOf: NameOf;
  readonly batch: WriteBatch;

  constructor(client: pg.PoolClient, clinicId: string, nameOf: NameOf) {
    this.client = client;
    this.clinicId = clinicId;
    this.nameOf = nameOf;
    this.batch = new WriteBatch(client);
  }

  async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    // Behind the commit a statement would stand outside of the clinic: row-level security would refuse it, less clearly.
    if (this.commit) throw new Error('This transaction has sent its last statement');
    const name = this.nameOf(text);
    const statement = { text, values: [...values] };
    const result = await this.send(name === undefined ? statement : { ...statement, name });
    return toRows<Row>(result);
  }

  finish<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    const last = this.query<Row>(text, values);
    void this.end();
    return last;
  }

  /** Sends a statement of the transaction itself, or of its work, together with what else is asked for now. */
  send(statement: string | pg.QueryConfig): Promise<pg.QueryResult> {
    this.batch.open();
    return this.client.query(statement);
  }

  end(): Promise<pg.QueryResult> {
    if (this.commit) return this.commit;
    this.commit = this.send('commit');
    this.commit.catch(() => undefined);
    return this.commit;
  }
}

/** Resolves when everything that can run without waiting has run: all its statements are then asked for. */
const everythingAsked = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve);
  });

/** The only way to a query: inside one clinic, or in no clinic at all. The pool itself is never handed out. */
export class Database {
  private readonly pool: pg.Pool;
  private readonly nameOf: NameOf;

  constructor(options: DatabaseOptions) {
    this.pool = options.pool;
    this.nameOf = options.usesPreparedStatements ? createStatementNames() : () => undefined;
  }

  /**
   * Runs `work` in a transaction that sees and writes one clinic only. A deadlock is retried once. Commits when `work`
   * resolves and rolls back when it throws.
   * @throws AppError `unavailable` when the database cannot be reached, or the sentence of a broken constraint.
   */
  async inClinic<Result>(
    context: Pick<RequestContext, 'clinicId'>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.transact(context.clinicId, work);
    } catch (error) {
      if (!isRetryable(error)) throw translateError(error);
    }
    return this.translated(() => this.transact(context.clinicId, work));
  }

  /**
   * The same for reading, in one round trip: `work` asks for all its statements before it waits for any of them
   * (`Promise.all`), and the end of the transaction is sent right behind. A later statement throws.
   */
  readInClinic<Result>(
    context: Pick<RequestContext, 'clinicId'>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.translated(() => this.read(context.clinicId, work));
  }

  /**
   * The second door, for what belongs to no clinic: schema `ops`, and the sign-in directory by one address.
   * @param loginIndex hex of the blind index of the e-mail address that signs in.
   */
  asSystem<Result>(work: (tx: SystemTransaction) => Promise<Result>, loginIndex?: string): Promise<Result> {
    if (loginIndex !== undefined && !/^[0-9a-f]{32}$/.test(loginIndex))
      throw new Error('A login index must be hex');
    const begin = loginIndex === undefined ? 'begin' : `begin; set local app.login_bidx = '${loginIndex}'`;
    return this.translated(() => this.run({ begin, clinicId: '' }, work));
  }

  poolState(): PoolState {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private transact<Result>(clinicId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.run({ begin: `begin; set local app.clinic_id = '${checkedId(clinicId)}'`, clinicId }, work);
  }

  private async run<Result>(
    start: { begin: string; clinicId: string },
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.pool.connect();
    const session = new Session(client, start.clinicId, this.nameOf);
    // Not awaited: the first statement travels with it. If it fails, row-level security refuses what follows.
    const begun = session.send(start.begin);
    begun.catch(() => undefined);
    try {
      const result = await work(session);
      await begun;
      const committed = await session.end();
      // A transaction that failed on the way answers COMMIT with ROLLBACK: success may not be claimed for it.
      if (committed.command !== 'COMMIT') throw new Error('The transaction was rolled back');
      client.release();
      return result;
    } catch (error) {
      this.rollBackInBackground(client);
      throw error;
    }
  }

  private async read<Result>(clinicId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const begin = `begin read only; set local app.clinic_id = '${checkedId(clinicId)}'`;
    const client = await this.pool.connect();
    const session = new Session(client, clinicId, this.nameOf);
    session.batch.hold();
    session.send(begin).catch(() => undefined);
    const result = work(session);
    result.catch(() => undefined);
    await everythingAsked();
    const ended = session.end();
    session.batch.flush();
    ended.then(
      () => client.release(),
      (error: unknown) => client.release(error instanceof Error ? error : true),
    );
    return result;
  }

  private rollBackInBackground(client: pg.PoolClient): void {
    client.query('rollback').then(
      () => client.release(),
      (error: unknown) => client.release(error instanceof Error ? error : true),
    );
  }

  private async translated<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      throw translateError(error);
    }
  }
}
