import { randomInt } from 'node:crypto';

// Without what is read for something else: 0 and O, 1, I and L. Five bits a letter.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODES = 10;
const GROUPS = 4;
const GROUP_LENGTH = 4;

const newGroup = (): string =>
  Array.from({ length: GROUP_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

/** Ten codes for the day the phone is lost, of about 79 bits each: `7KQM-2WXR-PC8H-N3VT`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, newGroup).join('-'));

/** A recovery code as it is known, however it was typed. */
export const normalizeRecoveryCode = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase();

/** Whether somebody typed a recovery code and not the six digits of an app. */
export const isRecoveryCode = (code: string): boolean =>
  normalizeRecoveryCode(code).length === GROUPS * GROUP_LENGTH;
