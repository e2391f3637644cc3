import type { RequestContext } from '@clinic/core';

/** Nobody's request: what a command does in a clinic. */
export const systemContext = (clinicId: string, requestId: string): RequestContext => ({
  clinicId,
  actorId: null,
  actorRole: 'system',
  sessionId: null,
  requestId,
  origin: 'cli',
});
