import type pg from 'pg';

/** The part of a socket that gathers small writes into one. */
type Gathering = { cork(): void; uncork(): void };

const isGathering = (value: unknown): value is Gathering =>
  typeof value === 'object' && value !== null && 'cork' in value && 'uncork' in value;

const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** pg keeps its socket on a field without a type; what has none (a stand-in) is written to as it comes. */
const socketOf = (client: pg.PoolClient): Gathering | undefined => {
  const socket = partOf(partOf(client, 'connection'), 'stream');
  return isGathering(socket) ? socket : undefined;
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
