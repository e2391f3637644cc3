import type { Delimiter } from './delimiter.ts';

/** Why a part of a table is no record. */
export type CsvProblem = 'quote_not_closed' | 'record_too_large';

/** Text of whole records, and behind which characters each ends; or the place of one that cannot be read. */
export type CsvPart = { text: string; ends: readonly number[] } | { broken: CsvProblem };

/** Where in a record the next character stands; `closing`: behind a quote that may end its cell. */
type Place = 'cell' | 'plain' | 'quoted' | 'closing';

const LONGEST_RECORD = 1 << 20;
/** So much is read to learn whether a quote is closed; beyond it one that could be a slip is taken for one. */
const LONGEST_DOUBT = 1 << 24;

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const isNewline = (code: number): boolean => code === LINE_FEED || code === CARRIAGE_RETURN;

/** Any of them ends a line, in the same file as well: exports are glued together, and saved by many programs. */
export const LINE_ENDS: readonly string[] = ['\r\n', '\n', '\r'];

/** Behind the first line end between two places of a text; -1 where there is none. Nothing beyond is looked at. */
const behindLineEnd = (text: string, from: number, to: number): number => {
  const at = text.slice(from, to).search(/[\r\n]/);
  if (at < 0) return -1;
  return from + at + (text.startsWith('\r\n', from + at) ? 2 : 1);
};

/**
 * Cuts the text of a table that arrives in pieces behind whole records, by the rules of the parser that reads their
 * cells. A quote that is never closed costs its own line and not the rest of the file; a record larger than any is let
 * go while it goes by. Either counts as one record, so that those behind keep their numbers.
 */
export class CsvSplitter {
  private readonly delimiter: number;
  private parts: CsvPart[] = [];
  private arrived = '';
  /** What was not answered yet: whole records from `answered` on, then from `start` the record at work. */
  private text = '';
  private answered = 0;
  private ends: number[] = [];
  private start = 0;
  private at = 0;
  private place: Place = 'cell';
  /** The character before the quote at which the place became `closing`. */
  private beforeQuote = 0;
  /** Behind the first line of the record at work, where it goes on; -1 while it has not. */
  private firstLineEnd = -1;
  private isTooLarge = false;

  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  push(piece: string): CsvPart[] {
    this.arrived += piece;
    // Joining copies: a long record that arrives in small pieces is joined each time it has grown by a share.
    if (this.arrived.length < this.text.length / 16) return [];
    this.advance();
    return this.take();
  }

  /** What is left when the text ends. */
  end(): CsvPart[] {
    this.advance(true);
    while (this.place === 'quoted' && !this.isTooLarge && this.firstLineEnd >= 0) {
      this.giveUpLine();
      this.scan();
    }
    if (this.start < this.text.length || this.isTooLarge) {
      const isOpen = this.place === 'quoted' && !this.isTooLarge;
      this.endRecord(this.text.length, isOpen ? 'quote_not_closed' : null);
    }
    return this.take();
  }

  private advance(isLast = false): void {
    // Whether a return ends the line by itself is seen by what comes behind it.
    const held = !isLast && this.arrived.endsWith('\r') ? 1 : 0;
    this.text += this.arrived.slice(0, this.arrived.length - held);
    this.arrived = this.arrived.slice(this.arrived.length - held);
    do this.scan();
    while (this.giveUpOversized());
  }

  private scan(): void {
    while (this.at < this.text.length) {
      if (this.place === 'cell' && this.at === this.start && this.passPlainLines()) continue;
      if (this.place === 'quoted' && this.passQuoted()) continue;
      this.at += 1;
      this.step(this.text.charCodeAt(this.at - 1));
    }
  }

  /** Lines without a quote are records as they stand, which most are. */
  private passPlainLines(): boolean {
    const quote = this.text.indexOf('"', this.at);
    const end = quote < 0 ? this.text.length : quote;
    const before = this.at;
    for (let next = behindLineEnd(this.text, this.at, end); next >= 0;) {
      this.endRecord(next, null);
      next = behindLineEnd(this.text, next, end);
    }
    return this.at > before;
  }

  /** In quotes there is only the next quote to look for, and the first line end. */
  private passQuoted(): boolean {
    const quote = this.text.indexOf('"', this.at);
    const end = quote < 0 ? this.text.length : quote;
    const before = this.at;
    this.at = end;
    if (this.firstLineEnd >= 0) return end > before;
    this.firstLineEnd = behindLineEnd(this.text, before, end);
    return end > before;
  }

  /** Goes over one character, the one before `at`. */
  private step(code: number): void {
    if (this.place === 'quoted') this.inQuotes(code);
    else if (this.place === 'closing') this.behindQuote(code);
    else this.outside(code);
  }

  private outside(code: number): void {
    if (isNewline(code)) this.endLine(code);
    else if (code === this.delimiter) this.place = 'cell';
    else this.place = code === QUOTE && this.place === 'cell' ? 'quoted' : 'plain';
  }

  /** A return before a line feed waits for it: together they are one line end. */
  private endLine(code: number): void {
    const isPair = code === CARRIAGE_RETURN && this.text.charCodeAt(this.at) === LINE_FEED;
    if (!isPair) this.endRecord(this.at, null);
  }

  private inQuotes(code: number): void {
    if (code !== QUOTE) return;
    this.place = 'closing';
    this.beforeQuote = this.text.charCodeAt(this.at - 2);
  }

  private behindQuote(code: number): void {
    if (code === QUOTE) this.place = 'quoted';
    else if (isNewline(code) || code === this.delimiter) this.outside(code);
    else if (this.isOpening()) this.giveUpLine();
    else this.place = 'plain';
  }

  /** A quote that stands where a cell begins and is followed by text opens one: an earlier line has a quote too many. */
  private isOpening(): boolean {
    const isAtCellStart = this.beforeQuote === this.delimiter || isNewline(this.beforeQuote);
    return isAtCellStart && this.firstLineEnd >= 0 && !this.isTooLarge;
  }

  /** @param end where the record ends, its line end included */
  private endRecord(end: number, problem: CsvProblem | null): void {
    const isTooLarge = this.isTooLarge || end - this.start > LONGEST_RECORD;
    const broken = isTooLarge ? 'record_too_large' : problem;
    if (broken === null) this.ends.push(end - this.answered);
    else {
      this.answerWhole();
      this.parts.push({ broken });
      this.answered = end;
    }
    this.begin(end);
  }

  private begin(start: number): void {
    this.start = start;
    this.at = start;
    this.place = 'cell';
    this.firstLineEnd = -1;
    this.isTooLarge = false;
  }

  private giveUpLine(): void {
    this.endRecord(this.firstLineEnd, 'quote_not_closed');
  }

  /** Answers whether there is more to scan: a line that was given up leaves those behind it. */
  private giveUpOversized(): boolean {
    const length = this.text.length - this.start;
    if (length <= LONGEST_RECORD || this.isTooLarge) return false;
    if (!this.mayBeSlip()) this.isTooLarge = true;
    else if (length > LONGEST_DOUBT) {
      this.giveUpLine();
      return true;
    }
    return false;
  }

  /** Whether what stands in quotes could be rows of the table. */
  private mayBeSlip(): boolean {
    const delimiter = String.fromCharCode(this.delimiter);
    const isQuoted = this.place === 'quoted' || this.place === 'closing';
    return isQuoted && this.firstLineEnd >= 0 && this.text.includes(delimiter, this.firstLineEnd);
  }

  private answerWhole(): void {
    const { ends } = this;
    if (ends.length > 0) this.parts.push({ text: this.text.slice(this.answered, this.start), ends });
    this.ends = [];
    this.answered = this.start;
  }

  private take(): CsvPart[] {
    this.answerWhole();
    const kept = this.isTooLarge ? this.text.length : this.start;
    this.text = this.text.slice(kept);
    this.at -= kept;
    this.firstLineEnd -= kept;
    this.start = 0;
    this.answered = 0;
    const { parts } = this;
    this.parts = [];
    return parts;
  }
}
