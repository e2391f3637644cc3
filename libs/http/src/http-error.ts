/** Whether Express or its body parser threw this because of the request: a status below 500 that they may expose. */
export const isHttpError = (error: unknown): error is object => {
  if (typeof error !== 'object' || error === null || !('status' in error)) return false;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500;
};
