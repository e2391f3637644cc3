/** A line of a text, numbered from 1; null where it was too long to be kept. */
export type TextLine = { number: number; text: string | null };

/** Sixteen million characters: far beyond any one resource, and still no burden on memory. */
export const LONGEST_JSON = 1 << 24;

/** The lines of a text without their ends. A line longer than a resource can be is passed over, not gathered. */
export async function* textLines(pieces: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let rest = '';
  let number = 0;
  let isTooLong = false;
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield { number, text: isTooLong ? null : rest + line };
      rest = '';
      isTooLong = false;
    }
    if (!isTooLong) rest += last;
    if (rest.length > LONGEST_JSON) {
      rest = '';
      isTooLong = true;
    }
  }
  if (isTooLong || rest.length > 0) yield { number: number + 1, text: isTooLong ? null : rest };
}
