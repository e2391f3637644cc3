export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    // The sample may end inside a character: `stream` keeps that from counting as an error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** UTF-16 without a mark: Western text has a zero in every other byte. A file may hold a stray NUL, hence the share. */
const guessUtf16 = (bytes: Uint8Array): TextEncoding | null => {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 5 && even < odd / 10) return 'utf-16le';
  if (even > sample.length / 5 && odd < even / 10) return 'utf-16be';
  return null;
};

/**
 * The encoding of a file from its first bytes: byte order mark, else the zeros of UTF-16, else UTF-8 where every
 * byte agrees with it, else CP1252, in which Windows programs of Western countries write.
 */
export const sniffEncoding = (bytes: Uint8Array): TextEncoding => {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
  return guessUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
};

const LONGEST_LINE_BYTES = 1 << 20;
const LINE_FEED = 10;

/** Where the last whole character before `end` stops: UTF-8 marks continuing bytes with 10xxxxxx. */
const characterBoundary = (bytes: Uint8Array, end: number): number => {
  let cut = end;
  while (cut > end - 4 && cut > 0 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
};

const cutPosition = (bytes: Uint8Array): number => {
  const newline = bytes.lastIndexOf(LINE_FEED);
  if (newline >= 0) return newline + 1;
  return bytes.length > LONGEST_LINE_BYTES ? characterBoundary(bytes, bytes.length - 1) : 0;
};

/** One bad byte does not spoil a file: a line that is no UTF-8 is read as CP1252, the others stay what they are. */
const decodeLine = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

const decodeLines = (bytes: Uint8Array): string => {
  let text = '';
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(LINE_FEED, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    text += decodeLine(bytes.subarray(start, end));
    start = end;
  }
  return text;
};

const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeLines(bytes);
  }
};

async function* decodeUtf8Lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const cut = cutPosition(bytes);
    if (cut > 0) yield decodeUtf8(bytes.subarray(0, cut));
    rest = bytes.subarray(cut);
  }
  if (rest.length > 0) yield decodeUtf8(rest);
}

async function* decodeWith(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The text of a file piece by piece, without its byte order mark. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const pieces = encoding === 'utf-8' ? decodeUtf8Lines(chunks) : decodeWith(chunks, encoding);
  let isFirst = true;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const text = isFirst && piece.startsWith('\uFEFF') ? piece.slice(1) : piece;
    isFirst = false;
    if (text.length > 0) yield text;
  }
}
