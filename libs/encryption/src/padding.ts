/**
 * Pads to a multiple of `step` bytes with one 0x80 and then zeros (ISO/IEC 7816-4): always at least one byte,
 * so that any content, zeros at its end included, comes back exactly.
 */
export const pad = (bytes: Buffer, step: number): Buffer => {
  if (!Number.isInteger(step) || step < 1) throw new RangeError('padTo must be a whole number of bytes');
  const padded = Buffer.alloc(Math.ceil((bytes.length + 1) / step) * step);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  return padded;
};

/** The content of a padded buffer, or undefined if its end is no padding. */
export const unpad = (padded: Buffer): Buffer | undefined => {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
};
