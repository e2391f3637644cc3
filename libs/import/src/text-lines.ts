/** A line of a text, numbered from 1; null where it was too long to be kept. */
export type TextLine = { number: number; text: string | null };

/** Sixteen million characters: far beyond any one resource, and still no burden on memory. */
export const LONGEST_JSON = 1 << 24;

/** Gathers pieces to lines; what grows too long is let go until its line ends. */
class LineGatherer {
  private rest = '';
  private isTooLong = false;
  private number = 0;

  add(text: string): void {
    if (this.isTooLong) return;
    this.rest += text;
    if (this.rest.length <= LONGEST_JSON) return;
    this.rest = '';
    this.isTooLong = true;
  }

  endLine(): TextLine {
    const text = this.isTooLong ? null : this.rest;
    this.rest = '';
    this.isTooLong = false;
    this.number += 1;
    return { number: this.number, text };
  }

  hasRest(): boolean {
    return this.isTooLong || this.rest.length > 0;
  }
}

/** The lines of a text without their ends. A line longer than a resource can be is passed over, not gathered. */
export async function* textLines(pieces: AsyncIterable<string>): AsyncGenerator<TextLine> {
  const gatherer = new LineGatherer();
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      gatherer.add(line);
      yield gatherer.endLine();
    }
    gatherer.add(last);
  }
  if (gatherer.hasRest()) yield gatherer.endLine();
}
