import { isUuid, type RequestContext } from '@clinic/core';
import type pg from 'pg';
import { createStatementNames } from './statement-name.ts';
import type { Rows, SqlValue, SystemTransaction, Transaction } from './transaction.ts';
import { isRetryable, translateError } from './translate-error.ts';

export type PoolState = { total: number; idle: number; waiting: number };

export type DatabaseOptions = {
  pool: pg.Pool;
  /** Prepared statements save the server's planning; switch them off behind a transaction pooler older than PgBouncer 1.21. */
  usesPreparedStatements: boolean;
};

type Mode = 'read write' | 'read only';

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

  constructor(client: pg.PoolClient, clinicId: string, nameOf: NameOf) {
    this.client = client;
    this.clinicId = clinicId;
    this.nameOf = nameOf;
  }

  async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    const name = this.nameOf(text);
    const statement = { text, values: [...values] };
    const result = await this.client.query(name === undefined ? statement : { ...statement, name });
    return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
  }

  finish<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    const last = this.query<Row>(text, values);
    this.commit = this.client.query('commit');
    this.commit.catch(() => undefined);
    return last;
  }
}

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
      return await this.transact(context.clinicId, 'read write', work);
    } catch (error) {
      if (!isRetryable(error)) throw translateError(error);
    }
    return this.translated(() => this.transact(context.clinicId, 'read write', work));
  }

  /** The same for reading alone: the answer does not wait for the end of the transaction. */
  readInClinic<Result>(
    context: Pick<RequestContext, 'clinicId'>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.translated(() => this.transact(context.clinicId, 'read only', work));
  }

  /**
   * The second door, for what belongs to no clinic: schema `ops`, and the sign-in directory by one address.
   * @param loginIndex hex of the blind index of the e-mail address that signs in.
   */
  asSystem<Result>(work: (tx: SystemTransaction) => Promise<Result>, loginIndex?: string): Promise<Result> {
    if (loginIndex !== undefined && !/^[0-9a-f]{32}$/.test(loginIndex))
      throw new Error('A login index must be hex');
    const begin = loginIndex === undefined ? 'begin' : `begin; set local app.login_bidx = '${loginIndex}'`;
    return this.translated(() => this.run({ begin, clinicId: '', mode: 'read write' }, work));
  }

  poolState(): PoolState {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private transact<Result>(
    clinicId: string,
    mode: Mode,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const start = mode === 'read only' ? 'begin read only' : 'begin';
    return this.run(
      { begin: `${start}; set local app.clinic_id = '${checkedId(clinicId)}'`, clinicId, mode },
      work,
    );
  }

  private async run<Result>(
    start: { begin: string; clinicId: string; mode: Mode },
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.pool.connect();
    const session = new Session(client, start.clinicId, this.nameOf);
    // Not awaited: the first statement travels with it. If it fails, row-level security refuses what follows.
    const begun = client.query(start.begin);
    begun.catch(() => undefined);
    try {
      const result = await work(session);
      await begun;
      if (start.mode === 'read only') this.endInBackground(client);
      else await this.commit(client, session);
      return result;
    } catch (error) {
      this.rollBackInBackground(client);
      throw error;
    }
  }

  private async commit(client: pg.PoolClient, session: Session): Promise<void> {
    const committed = await (session.commit ?? client.query('commit'));
    // A transaction that failed on the way answers COMMIT with ROLLBACK: success may not be claimed for it.
    if (committed.command !== 'COMMIT') throw new Error('The transaction was rolled back');
    client.release();
  }

  private endInBackground(client: pg.PoolClient): void {
    client.query('commit').then(
      () => client.release(),
      (error: unknown) => client.release(error instanceof Error ? error : true),
    );
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
