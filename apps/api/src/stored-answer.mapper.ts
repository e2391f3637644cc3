import { AppError, type ErrorCode } from '@clinic/core';

type Refusal = { code: ErrorCode; title: string; issues?: AppError['issues']; extra?: AppError['extra'] };

/** What is kept of a refusal, so that the same request is refused in the same words. */
export const refusalOf = (error: AppError): Refusal => ({
  code: error.code,
  title: error.message,
  issues: error.issues,
  extra: error.extra,
});

/** The refusal that was kept. */
export const toError = (stored: string): AppError => {
  const { code, title, issues, extra } = JSON.parse(stored) as Refusal;
  return new AppError(code, title, {
    ...(issues ? { issues } : {}),
    ...(extra ? { extra } : {}),
    isReplayed: true,
  });
};

/** The answer that was kept; what had nothing to say says nothing again. */
export const toOutput = <Output>(stored: string): Output => (JSON.parse(stored) ?? undefined) as Output;
