/**
 * Joins parts with a two-byte length before each, so that no two lists of parts give the same bytes
 * (`a|bc` and `ab|c` differ). Each part is at most 65535 bytes of UTF-8.
 */
export const lengthPrefixed = (parts: readonly string[]): Buffer => {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
};
