import { AppError } from '@clinic/core';

type Load<T> = () => Promise<T>;

const all: Load<unknown>[] = [];

/** What an error of `codeOf` carries, so that a page can tell it from a server that did not answer. */
const MISSING = { what: 'code' };

/**
 * Code that is loaded when it is first needed and kept. A load that failed is forgotten: the next one tries again.
 * @returns a function that throws AppError `unavailable` when there is no line and the code is not there yet
 */
export const codeOf = <T>(load: Load<T>): Load<T> => {
  let kept: Promise<T> | undefined;
  const get = async (): Promise<T> => {
    kept ??= load();
    try {
      return await kept;
    } catch (cause) {
      kept = undefined;
      throw new AppError('unavailable', 'This part of the portal did not load', { cause, extra: MISSING });
    }
  };
  all.push(get);
  return get;
};

/** Fetches all the code there is, so that a line that breaks later takes nothing away. What fails now is fetched when needed. */
export const fetchAhead = async (): Promise<void> => {
  await Promise.allSettled(all.map((get) => get()));
};

/** Whether an error means that code is missing: then only loading the page anew is sure to help. */
export const isCodeMissing = (error: unknown): boolean =>
  error instanceof AppError && error.extra?.['what'] === MISSING.what;
