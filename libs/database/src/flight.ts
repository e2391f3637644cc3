import pg from 'pg';
import { parametersOf } from './parameters.ts';
import type { KnownStatement, KnownStatements, RowShape } from './known-statements.ts';
import type { SqlValue } from './transaction.ts';

/** What a statement answered: its rows, and the server's word for what it did (`SELECT 3`, `COMMIT`). */
export type Reply = { rows: unknown[]; tag: string };

/** A statement and who waits for it. `name`: prepared under it, once per connection; undefined leaves it unprepared. */
export type Step = {
  text: string;
  name: string | undefined;
  values: readonly SqlValue[];
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
};

type Described = { fields: readonly { name: string; dataTypeID: number }[] };

export type FlightDeps = {
  statements: KnownStatements;
  /** What makes a value of the text of a type, by the type's number. */
  parserOf: (oid: number) => (text: string) => unknown;
};

const NO_ROWS: RowShape = { names: [], parsers: [] };

const toRow = ({ names, parsers }: RowShape, fields: readonly (string | null)[]): Record<string, unknown> => {
  const row: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const text = fields[index] ?? null;
    row[name] = text === null ? null : parsers[index]?.(text);
  }
  return row;
};

/**
 * Statements that travel together: one write to the socket, one answer, and one Sync behind them all, so that they stand
 * or fall as one (PostgreSQL's protocol, "Pipelining"). Where the driver's own query sends Bind, Describe, Execute and
 * Sync for each statement, a flight syncs once and describes a prepared statement once per connection.
 */
export class Flight extends pg.Query {
  private readonly steps: readonly Step[];
  private readonly deps: FlightDeps;
  private readonly replies: Reply[] = [];
  private known: Map<string, KnownStatement> = new Map();
  private readonly parsedHere = new Set<Step>();
  private read: unknown[] = [];
  private shape: RowShape | undefined;
  private failure: unknown;
  /** The driver's: called when the flight is over, so that it stops waiting for the answer. */
  declare callback: (() => void) | undefined;

  constructor(steps: readonly Step[], deps: FlightDeps) {
    super({ text: '' });
    this.steps = steps;
    this.deps = deps;
  }

  override submit = (connection: pg.Connection): void => {
    this.known = this.deps.statements.of(connection);
    connection.stream.cork();
    for (const step of this.steps) this.send(connection, step);
    connection.sync();
    connection.stream.uncork();
    this.startStep();
  };

  handleRowDescription({ fields }: Described): void {
    const shape = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => this.deps.parserOf(dataTypeID)),
    };
    this.shape = shape;
    this.remember(shape);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      this.read.push(toRow(this.shape ?? NO_ROWS, fields));
    } catch (error) {
      this.failure ??= error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    if (!this.shape) this.remember(NO_ROWS);
    this.replies.push({ rows: this.read, tag: text });
    this.startStep();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  /** Everything has been answered, and what had to be committed is. */
  handleReadyForQuery(): void {
    if (this.failure !== undefined) {
      this.handleError(this.failure);
      return;
    }
    this.callback?.();
    for (const [index, reply] of this.replies.entries()) this.steps[index]?.resolve(reply);
  }

  /** One failed, or the connection did: nothing of the flight stands, also what came before. */
  handleError(error: unknown): void {
    this.callback?.();
    const failed = this.replies.length;
    for (const [index, step] of this.steps.entries()) {
      // Whether the server keeps a statement that failed as it was prepared cannot be told from here.
      const isInDoubt = index === failed || (index > failed && this.parsedHere.has(step));
      if (step.name !== undefined && isInDoubt)
        this.known.set(step.name, { isInDoubt: true, shape: undefined });
      step.reject(error);
    }
  }

  private startStep(): void {
    this.read = [];
    const name = this.steps[this.replies.length]?.name;
    this.shape = name === undefined ? undefined : this.known.get(name)?.shape;
  }

  private remember(shape: RowShape): void {
    const name = this.steps[this.replies.length]?.name;
    if (name !== undefined) this.known.set(name, { isInDoubt: false, shape });
  }

  private send(connection: pg.Connection, step: Step): void {
    const known = step.name === undefined ? undefined : this.known.get(step.name);
    if (known?.isInDoubt !== false) this.parse(connection, step, known);
    connection.bind({ statement: step.name ?? '', values: parametersOf(step.values) }, true);
    if (!known?.shape) connection.describe({ type: 'P' }, true);
    connection.execute({}, true);
  }

  private parse(connection: pg.Connection, step: Step, known: KnownStatement | undefined): void {
    const { name = '', text } = step;
    if (known) connection.close({ type: 'S', name }, true);
    connection.parse({ name, text, types: [] }, true);
    if (name === '') return;
    this.known.set(name, { isInDoubt: false, shape: undefined });
    this.parsedHere.add(step);
  }
}
