import { LONGEST_JSON } from './text-lines.ts';

/** The text of one element; null where it was too long to be kept. `whole` is a document that has no list of entries. */
export type JsonElement = { text: string | null; whole?: true };

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const isOpening = (code: number): boolean => code === 123 || code === 91;
const isClosing = (code: number): boolean => code === 125 || code === 93;
const isStructural = (code: number): boolean => code === QUOTE || isOpening(code) || isClosing(code);
const ENTRY_LIST = /"entry"\s*:\s*\[$/;

/** A character that divides, in its piece; from `start` on the piece is not kept yet. */
type At = { piece: string; index: number; start: number; code: number };

/**
 * Cuts the elements of a top-level array, or of the `entry` array of a top-level object, out of a JSON text that
 * arrives in pieces, so that a Bundle of any size needs the memory of one entry. It only counts brackets outside
 * strings; whether an element is JSON is for its reader to say.
 */
export class JsonEntrySplitter {
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** Depth inside the list whose elements are wanted; 0 until it is found, -1 after it ended. */
  private listDepth = 0;
  /** Text since the start of the element, or of the document while no list is found. */
  private kept = '';
  private isKeeping = true;
  private isTooLong = false;
  /** Whether the list has an element since its last comma: where it has none, one is missing. */
  private hasElement = false;

  /** Takes the next piece of text and answers the elements that end in it. */
  push(piece: string): JsonElement[] {
    const elements: JsonElement[] = [];
    let start = 0;
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index);
      if (this.isInString) this.insideString(code);
      else if (isStructural(code) || (code === COMMA && this.depth === this.listDepth))
        start = this.structural({ piece, index, start, code }, elements);
    }
    if (this.isKeeping) this.keep(piece.slice(start));
    return elements;
  }

  /** What is left when the text ends: the document itself where it had no list, or the start of a cut-off element. */
  end(): JsonElement[] {
    const isDocument = this.listDepth === 0 && (this.isTooLong || this.kept.trim().length > 0);
    if (isDocument) return [{ text: this.text(), whole: true }];
    return this.depth > 0 ? [{ text: '' }] : [];
  }

  private insideString(code: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === BACKSLASH) this.isEscaped = true;
    else if (code === QUOTE) this.isInString = false;
  }

  /** Answers where in the piece the text to keep begins. */
  private structural(at: At, elements: JsonElement[]): number {
    if (at.code === QUOTE) {
      this.isInString = true;
      return at.start;
    }
    if (at.code === COMMA) return this.separate(at, elements);
    if (isOpening(at.code)) return this.open(at, elements);
    return this.close(at, elements);
  }

  private open(at: At, elements: JsonElement[]): number {
    this.depth += 1;
    if (this.listDepth === 0 && at.code === 91 && this.beginsList(at.piece.slice(at.start, at.index + 1))) {
      this.listDepth = this.depth;
      this.kept = '';
      return at.index + 1;
    }
    if (this.depth !== this.listDepth + 1 || this.listDepth < 1) return at.start;
    this.takeBare(at, elements);
    return at.index;
  }

  private separate(at: At, elements: JsonElement[]): number {
    this.takeBare(at, elements);
    if (!this.hasElement) elements.push({ text: '' });
    this.hasElement = false;
    return at.index + 1;
  }

  /** What stands in the list outside brackets is an element as well, though never a resource: a null, a number, a text. */
  private takeBare({ piece, index, start }: At, elements: JsonElement[]): void {
    this.keep(piece.slice(start, index));
    if (this.isTooLong || this.kept.trim().length > 0) this.takeElement(elements);
    this.kept = '';
  }

  private takeElement(elements: JsonElement[]): void {
    elements.push({ text: this.text() });
    this.hasElement = true;
    this.kept = '';
    this.isTooLong = false;
  }

  private beginsList(recent: string): boolean {
    if (this.depth === 1) return true;
    return this.depth === 2 && ENTRY_LIST.test(this.kept.slice(-40) + recent.slice(-40));
  }

  private close(at: At, elements: JsonElement[]): number {
    this.depth -= 1;
    if (this.listDepth < 1 || this.depth > this.listDepth) return at.start;
    if (this.depth === this.listDepth) {
      this.keep(at.piece.slice(at.start, at.index + 1));
      this.takeElement(elements);
      return at.index + 1;
    }
    this.takeBare(at, elements);
    this.listDepth = -1;
    this.isKeeping = false;
    return at.index + 1;
  }

  private keep(text: string): void {
    if (this.isTooLong) return;
    this.kept += text;
    if (this.kept.length <= LONGEST_JSON) return;
    this.kept = '';
    this.isTooLong = true;
  }

  private text(): string | null {
    return this.isTooLong ? null : this.kept;
  }
}
