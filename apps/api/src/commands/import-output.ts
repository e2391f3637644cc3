import type { ImportRow } from '@clinic/contracts';

/** A terminal or a file that lines go to; a process's own streams fit. */
export interface TextSink {
  readonly isTTY?: boolean;
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

const BAR_CELLS = 30;
const QUIET_MS = 5_000;
const REDRAW_MS = 100;

/** How far it is: a bar on a terminal, a line now and then elsewhere. */
export class ProgressDisplay {
  private readonly sink: TextSink;
  private readonly totalBytes: number;
  private readonly nowMs: () => number;
  private saidAtMs: number;
  private isDrawn = false;

  constructor(sink: TextSink, totalBytes: number, nowMs: () => number) {
    this.sink = sink;
    this.totalBytes = totalBytes;
    this.nowMs = nowMs;
    this.saidAtMs = nowMs();
  }

  show({ bytes, records }: { bytes: number; records: number }): void {
    const isTerminal = this.sink.isTTY === true;
    if (this.nowMs() - this.saidAtMs < (isTerminal ? REDRAW_MS : QUIET_MS)) return;
    this.saidAtMs = this.nowMs();
    const share = this.totalBytes === 0 ? 1 : Math.min(1, bytes / this.totalBytes);
    const percent = `${Math.floor(share * 100)} %`;
    if (!isTerminal) return void this.sink.write(`${records} records, ${percent}\n`);
    const filled = Math.round(share * BAR_CELLS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
    this.isDrawn = true;
    this.sink.write(`\r${bar} ${percent.padStart(5)}  ${records} records`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.isDrawn) this.sink.write('\r\u001b[K');
  }
}

/** Writes `{ "rows": [...], "summary": {...} }` piece by piece, so that a report is as long as it likes. */
export class JsonReport {
  private readonly sink: TextSink;
  private hasRows = false;

  constructor(sink: TextSink) {
    this.sink = sink;
  }

  async add(rows: readonly ImportRow[]): Promise<void> {
    if (rows.length === 0) return;
    const text = rows.map((row) => JSON.stringify(row)).join(',\n');
    await this.write(`${this.hasRows ? ',\n' : '{"rows":[\n'}${text}`);
    this.hasRows = true;
  }

  async end(summary: object): Promise<void> {
    await this.write(`${this.hasRows ? '\n' : '{"rows":['}],"summary":${JSON.stringify(summary)}}\n`);
  }

  private async write(text: string): Promise<void> {
    if (!this.sink.write(text)) await drained(this.sink);
  }
}

const drained = (sink: TextSink): Promise<void> => new Promise((resolve) => void sink.once('drain', resolve));
