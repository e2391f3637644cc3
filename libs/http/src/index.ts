export { answerBrokenRequests } from './broken-request.ts';
export type {
  Answer,
  ApiRequest,
  Handler,
  PublicHandler,
  PublicRequest,
  WriteRequest,
} from './api-request.ts';
export { drain } from './drain.ts';
export { errorHandler, sendProblem, unknownRoute } from './error-handler.ts';
export { floodLimit } from './flood-limit.ts';
export { listen } from './listen.ts';
export { createMount, createMountPublic } from './mount.ts';
export type { Authenticate, Mount, MountDeps, MountPublic } from './mount.ts';
export { createMountStream } from './mount-stream.ts';
export type { MountStream, StreamOptions, StreamRequest, Upload } from './mount-stream.ts';
export { toAppError } from './problem.ts';
export { requestId } from './request-id.ts';
export { requestLog } from './request-log.ts';
export type { Observe } from './request-log.ts';
export { isSafeMethod, openState, stateOf } from './request-state.ts';
export type { RequestState } from './request-state.ts';
export { ownOrigins, sameOrigin } from './same-origin.ts';
export { securityHeaders } from './security-headers.ts';
export { assertStorable } from './validate.ts';
