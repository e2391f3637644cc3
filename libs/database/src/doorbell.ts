import { isUuid, type Logger } from '@clinic/core';
import pg from 'pg';

const CHANNEL = 'clinic_doorbell';
const COALESCE_MS = 25;
// Whoever only listens hears nothing of a connection that is gone, and memories live long while the bell is believed in.
const HEARTBEAT_MS = 3_000;
const RECONNECT_FIRST_MS = 200;
const RECONNECT_LONGEST_MS = 5_000;
// A payload may hold 7,999 bytes; an id, a kind and a comma take at most 47.
const RINGS_PER_PAYLOAD = 150;

/** What kind of thing changed: data of the day, reference data and settings, or who may do what. */
export type RingKind = 'data' | 'reference' | 'session';

const isKind = (text: string | undefined): text is RingKind =>
  text === 'data' || text === 'reference' || text === 'session';

export type RingListener = (clinicId: string, kind: RingKind) => void;

export type DoorbellOptions = {
  /** A direct connection to the writer: LISTEN does not pass a transaction pooler. */
  connectionString: string;
  certificateAuthority?: string | undefined;
  /** How often it is asked whether the connection still stands, and how long the answer may take. */
  heartbeatMs?: number;
  logger: Logger;
};

/**
 * Tells every replica that something of a clinic changed, after the commit and many at a time. It carries
 * clinic ids and a word and is a hint: whoever hears it reads the change counter, and whoever may not miss a change reads the counter
 * anyway.
 */
export class Doorbell {
  private readonly options: DoorbellOptions;
  private readonly listeners = new Set<RingListener>();
  private readonly deafListeners = new Set<() => void>();
  private readonly waiting = new Set<string>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private retryMs = RECONNECT_FIRST_MS;
  private isClosed = false;
  private isListening = false;
  private sending = Promise.resolve();

  constructor(options: DoorbellOptions) {
    this.options = options;
  }

  /** Whether changes made elsewhere are heard just now; memories may live longer while they are. */
  isHealthy(): boolean {
    return this.isListening;
  }

  onRing(listener: RingListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called when rings may have been missed: whatever is remembered of any clinic may be old. */
  onDeaf(listener: () => void): () => void {
    this.deafListeners.add(listener);
    return () => this.deafListeners.delete(listener);
  }

  /** Rings for a clinic: own listeners at once, other replicas within a few dozen milliseconds. */
  ring(clinicId: string, kind: RingKind): void {
    this.hear(clinicId, kind);
    this.waiting.add(`${clinicId}/${kind}`);
    this.sendSoon();
  }

  async open(): Promise<void> {
    if (this.isClosed) return;
    const client = new pg.Client({
      connectionString: this.options.connectionString,
      application_name: 'clinic-doorbell',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      query_timeout: this.heartbeatMs(),
      connectionTimeoutMillis: 2_000,
      ...(this.options.certificateAuthority === undefined
        ? {}
        : { ssl: { ca: this.options.certificateAuthority, rejectUnauthorized: true } }),
    });
    // Without this listener a lost server would end the process.
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    client.on('notification', (message) => this.receive(message.payload ?? ''));
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.isListening = true;
      this.listenOn(client);
      this.retryMs = RECONNECT_FIRST_MS;
      for (const listener of this.deafListeners) listener();
      this.sendSoon();
    } catch {
      this.lose(client);
    }
  }

  private heartbeatMs(): number {
    return this.options.heartbeatMs ?? HEARTBEAT_MS;
  }

  private listenOn(client: pg.Client): void {
    const beat = () => void client.query('select 1').catch(() => this.lose(client));
    this.heartbeat = setInterval(beat, this.heartbeatMs()).unref();
  }

  /** Sends what still waits and stops. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearInterval(this.heartbeat);
    await this.sending;
    while (this.isListening && this.waiting.size > 0) await this.send();
    this.isListening = false;
    await this.client?.end().catch(() => undefined);
  }

  private sendSoon(): void {
    if (this.waiting.size === 0 || this.isClosed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // One message after the other: the connection takes one statement at a time.
      this.sending = this.sending.then(() => this.send());
    }, COALESCE_MS);
  }

  /** What cannot be sent now waits for the next connection. */
  private async send(): Promise<void> {
    const { client } = this;
    if (!client || !this.isListening || this.waiting.size === 0) return;
    const rings = [...this.waiting].slice(0, RINGS_PER_PAYLOAD);
    for (const ring of rings) this.waiting.delete(ring);
    try {
      await client.query('select pg_notify($1, $2)', [CHANNEL, rings.join(',')]);
      this.sendSoon();
    } catch {
      for (const ring of rings) this.waiting.add(ring);
      this.lose(client);
    }
  }

  private receive(payload: string): void {
    for (const ring of payload.split(',')) {
      const [clinicId = '', kind] = ring.split('/');
      if (isUuid(clinicId) && isKind(kind)) this.hear(clinicId, kind);
    }
  }

  private hear(clinicId: string, kind: RingKind): void {
    for (const listener of this.listeners) listener(clinicId, kind);
  }

  private lose(client: pg.Client): void {
    if (client !== this.client) return;
    this.client = undefined;
    this.isListening = false;
    clearInterval(this.heartbeat);
    client.removeAllListeners('end');
    client.end().catch(() => undefined);
    if (this.isClosed) return;
    this.options.logger.warn('doorbell_lost');
    setTimeout(() => void this.open(), this.retryMs).unref();
    this.retryMs = Math.min(this.retryMs * 2, RECONNECT_LONGEST_MS);
  }
}
