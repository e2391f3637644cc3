/** The first bytes of a stream, and the whole stream again from its start. */
export type PeekedStream = { head: Uint8Array; chunks: AsyncIterable<Uint8Array> };

/** Reads until `size` bytes are there or the stream ends. */
export const peekStream = async (stream: AsyncIterable<Uint8Array>, size: number): Promise<PeekedStream> => {
  const iterator = stream[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(parts);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, chunks: chunks() };
};
