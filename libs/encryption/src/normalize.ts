const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;

/** Full-width forms by NFKC, then Arabic, Persian, Devanagari, Bengali and Thai digits as 0 to 9. */
const plainDigits = (text: string): string =>
  text.normalize('NFKC').replace(OTHER_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZEROS.find((start) => code >= start && code <= start + 9) ?? code;
    return String(code - zero);
  });

/** Trimmed and in lower case, full-width forms made plain. Dots and plus tags stay: they are another address. */
export const normalizeEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/**
 * Digits alone, behind a `+` if there was one: `+49 (711) 22-33` is `+497112233`. Whether a number without `+`
 * belongs to a country is for the caller, who knows the clinic's. Empty if there is no digit.
 */
export const normalizePhone = (phone: string): string => {
  const plain = plainDigits(phone);
  const digits = plain.replace(/\D/g, '');
  const isInternational = /^[^\d+]*\+/.test(plain);
  return digits !== '' && isInternational ? `+${digits}` : digits;
};

/** Without `#`, spaces and leading zeros, in upper case: `#0010233` and `10233` are one number. */
export const normalizeFileNumber = (fileNumber: string): string =>
  plainDigits(fileNumber)
    .replace(/[\s#]/g, '')
    .toUpperCase()
    .replace(/^0+(?=[0-9])/, '');
