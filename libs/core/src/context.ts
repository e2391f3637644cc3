/** Who asks, for which clinic: made once per request by the session, handed down to every service and repository. */
export type RequestContext = {
  clinicId: string;
  actorId: string | null;
  actorRole: string;
  sessionId: string | null;
  requestId: string;
  /** Where the act came from: the portal or API, a command line, or a job. */
  origin: 'api' | 'cli' | 'job';
};
