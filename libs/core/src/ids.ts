const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID of any version. */
export const isUuid = (text: string): boolean => UUID.test(text);

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits.
 * @param milliseconds Unix time; @param random ten random bytes.
 */
export const uuidv7 = (milliseconds: number, random: Uint8Array): string => {
  const bytes = new Uint8Array(16);
  bytes.set(random.subarray(0, 10), 6);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  let digits = '';
  for (const byte of bytes) digits += hex[byte] ?? '';
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
};
