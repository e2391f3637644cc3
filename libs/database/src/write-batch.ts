import type pg from 'pg';

/** The part of a socket that gathers small writes into one. */
type Gathering = { cork(): void; uncork(): void };

/** pg keeps its socket on an untyped field; what has none (a stand-in) is written to as it comes. */
const socketOf = (client: pg.PoolClient): Gathering | undefined => {
  const { connection } = client as unknown as { connection?: { stream?: Gathering } };
  return connection?.stream;
};

/**
 * Gathers the messages of statements that are asked for together: what is sent before the program next waits leaves in
 * one write to the socket. A write costs more than the message in it.
 */
export class WriteBatch {
  private readonly socket: Gathering | undefined;
  private isOpen = false;

  constructor(client: pg.PoolClient) {
    this.socket = socketOf(client);
  }

  /** Gathers until everything that runs now has run. */
  open(): void {
    if (this.isOpen) return;
    this.hold();
    process.nextTick(() => this.flush());
  }

  /** Gathers until `flush`. */
  hold(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.socket?.cork();
  }

  flush(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.socket?.uncork();
  }
}
