import type { LookAlike } from '@clinic/contracts';
import type { AppError } from '@clinic/core';

/** The people a refused registration may mean; the server sends them under `candidates`. */
export const candidatesOf = (error: AppError): readonly LookAlike[] => {
  const candidates = error.extra?.['candidates'];
  return Array.isArray(candidates) ? (candidates as LookAlike[]) : [];
};
