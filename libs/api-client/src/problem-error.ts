import { AppError, httpStatus, type ErrorCode, type Issue } from '@clinic/core';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in httpStatus;

const codeForStatus = (status: number): ErrorCode => {
  const entries = Object.entries(httpStatus);
  const code = entries.find(([, known]) => known === status)?.[0];
  if (isErrorCode(code)) return code;
  return status >= 500 ? 'unavailable' : 'internal';
};

const isIssue = (value: unknown): value is Issue =>
  isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';

const standard = new Set(['type', 'title', 'status', 'code', 'detail', 'issues']);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Turns an answer that is not a success into the error the server threw. What the problem document carries beyond the
 * standard (`candidates`, `alternatives`, `current`, `requestId`, ...) is in `extra`. An answer that is no problem
 * document (a proxy's page, say) is told by its status alone.
 */
export const problemError = async (response: Response): Promise<AppError> => {
  const document: unknown = await response.json().catch(() => undefined);
  const problem = isRecord(document) ? document : {};
  const code = isErrorCode(problem['code']) ? problem['code'] : codeForStatus(response.status);
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new AppError(code, textOf(problem['detail']) ?? textOf(problem['title']) ?? response.statusText, {
    ...(Array.isArray(problem['issues']) ? { issues: problem['issues'].filter(isIssue) } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
    extra: Object.fromEntries(Object.entries(problem).filter(([name]) => !standard.has(name))),
  });
};
