import { AppError, type ErrorCode } from '@clinic/core';
import type { TextKey } from '#texts';
import type { FileRefusal } from './readable-file.ts';

export type RefusalName = FileRefusal | 'running' | 'forbidden' | 'offline' | 'broken' | 'busy' | 'failed';

const names: Partial<Record<ErrorCode, RefusalName>> = {
  conflict: 'running',
  too_large: 'tooLarge',
  unsupported_media_type: 'wrongType',
  not_allowed: 'forbidden',
  unavailable: 'offline',
  malformed: 'broken',
  rate_limited: 'busy',
};

export const refusalOf = (error: unknown): RefusalName =>
  (error instanceof AppError ? names[error.code] : undefined) ?? 'failed';

/** What can go well when it is tried once more with the same file. */
export const mayTryAgain = (refusal: RefusalName): boolean =>
  ['running', 'offline', 'broken', 'busy', 'failed'].includes(refusal);

export const refusalText = (refusal: RefusalName): TextKey & `imports.refused.${RefusalName}` =>
  `imports.refused.${refusal}`;

export const undoRefusalText = (refusal: RefusalName): TextKey & `imports.undo.refused.${string}` =>
  refusal === 'offline' || refusal === 'running'
    ? `imports.undo.refused.${refusal}`
    : 'imports.undo.refused.failed';
