import pg from 'pg';
import { Flight, type Reply, type Step } from './flight.ts';
import type { KnownStatements } from './known-statements.ts';
import { parserOf, toRows } from './rows.mapper.ts';
import type { Rows, SqlValue, Transaction } from './transaction.ts';

/** `isOfThisText`: the text itself varies, so that preparing it would fill the server's memory. */
export type Statement = { text: string; values?: readonly SqlValue[]; isOfThisText?: boolean };

export type Opening = { statements: readonly Statement[]; isExplicit: boolean };

export type SessionOptions = {
  clinicId: string;
  /** How a transaction is opened whose statements leave in several flights, and one that leaves whole in one. */
  openings: { several: Opening; whole: Opening };
  /** Everything is asked for before anything is waited for: the first flight is the only one. */
  isOneFlight: boolean;
  nameOf: (text: string) => string | undefined;
  statements: KnownStatements;
};

const COMMIT: Statement = { text: 'commit' };

const ignore = (): void => undefined;

// The server's own refusals leave a connection in order; anything else that fails leaves it in an unknown state.
const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

/** One transaction on one connection: gathers what is asked for together into flights, and ends it. */
export class Session implements Transaction {
  readonly clinicId: string;
  private readonly client: pg.PoolClient;
  private readonly options: SessionOptions;
  private waiting: Step[] = [];
  /** The answer of the statement asked for last; all statements of a flight are answered together. */
  private answered: Promise<Reply> | undefined;
  private hasDeparted = false;
  private isExplicit = false;
  private isOver = false;

  constructor(client: pg.PoolClient, options: SessionOptions) {
    this.client = client;
    this.clinicId = options.clinicId;
    this.options = options;
  }

  query<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    // Behind its end a statement would stand outside of the clinic: row-level security would refuse it, less clearly.
    if (this.hasDeparted && this.isWhole())
      return Promise.reject(new Error('This transaction has sent its last statement'));
    const rows = this.ask({ text, values }).then((reply) => toRows<Row>(reply));
    // Who asked hears of a failure where they wait; where nobody waits, the end of the transaction tells.
    rows.catch(ignore);
    return rows;
  }

  finish<Row>(text: string, values: readonly SqlValue[] = []): Promise<Rows<Row>> {
    const last = this.query<Row>(text, values);
    this.close();
    return last;
  }

  /** Commits. @throws Error when the server rolled back instead: success may not be claimed then. */
  async end(): Promise<void> {
    this.close();
    this.depart();
    const reply = await this.answered;
    if (reply && this.isExplicit && reply.tag !== 'COMMIT')
      throw new Error('The transaction was rolled back');
  }

  /** Gives up: what was not sent is not, what was is rolled back. @returns an error when the connection is of no more use. */
  async abandon(): Promise<Error | undefined> {
    const left = this.waiting;
    this.waiting = [];
    for (const step of left) step.reject(new Error('The transaction was given up'));
    try {
      if (this.isExplicit) await this.client.query('rollback');
      else if (this.hasDeparted) await this.answered;
      return undefined;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      return error instanceof Error ? error : new Error('The connection failed');
    }
  }

  private isWhole(): boolean {
    return this.isOver || this.options.isOneFlight;
  }

  private close(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.hasDeparted && this.isExplicit && !this.options.isOneFlight) void this.ask(COMMIT);
  }

  private ask(statement: Statement): Promise<Reply> {
    if (this.waiting.length === 0) process.nextTick(() => this.depart());
    return this.queue(this.waiting, statement);
  }

  private queue(steps: Step[], { text, values = [], isOfThisText = false }: Statement): Promise<Reply> {
    const name = isOfThisText ? undefined : this.options.nameOf(text);
    const reply = new Promise<Reply>((resolve, reject) => {
      steps.push({ text, name, values, resolve, reject });
    });
    reply.catch(ignore);
    this.answered = reply;
    return reply;
  }

  /** Sends what has been asked for: the first time behind what opens the transaction. */
  private depart(): void {
    if (this.waiting.length === 0) return;
    const steps = this.hasDeparted ? this.waiting : this.opened(this.waiting);
    this.waiting = [];
    this.hasDeparted = true;
    const { client } = this;
    client.query(
      new Flight(steps, { statements: this.options.statements, parserOf: (oid) => parserOf(client, oid) }),
    );
  }

  private opened(asked: readonly Step[]): Step[] {
    const { several, whole } = this.options.openings;
    const { statements, isExplicit } = this.isWhole() ? whole : several;
    this.isExplicit = isExplicit;
    const last = this.answered;
    const steps: Step[] = [];
    for (const statement of statements) void this.queue(steps, statement);
    steps.push(...asked);
    this.answered = last;
    if (isExplicit && this.isWhole()) void this.queue(steps, COMMIT);
    return steps;
  }
}
