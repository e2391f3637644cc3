export {
  AppError,
  conflict,
  httpStatus,
  invalidBody,
  invalidInput,
  notAllowed,
  notFound,
  notSignedIn,
  staleVersion,
  unavailable,
} from './errors.ts';
export type { ErrorCode, ErrorDetails, Issue } from './errors.ts';
export type { Clock, Ids, LogFields, Logger } from './ports.ts';
export type { RequestContext } from './context.ts';
export { isUuid, uuidv7 } from './ids.ts';
export { isCalendarDate } from './dates.ts';
export { isBlank, isManyLines, isOneLine, isStorableText } from './text.ts';
export { createTurns, type TurnOptions, type Turns } from './turns.ts';
