import type { BodyOf, stepUp } from '@clinic/contracts';
import { AppError, notSignedIn, type Clock, type RequestContext } from '@clinic/core';
import type { Answer, WriteRequest } from '@clinic/http';
import type { Repositories } from '@clinic/repositories';
import type { WritePath } from '#api/write-path.ts';
import type { OwnPassword } from './own-password.ts';

export type StepUpDeps = {
  repositories: Pick<Repositories, 'sessions'>;
  writes: Pick<WritePath, 'findAnswer' | 'run'>;
  clock: Clock;
};

/** Proving again who one is, for acts that ask for it. The session stays the same: nothing new is allowed by it for long. */
export class StepUpService {
  private readonly deps: StepUpDeps;
  private readonly own: OwnPassword;

  constructor(deps: StepUpDeps, own: OwnPassword) {
    this.deps = deps;
    this.own = own;
  }

  async stepUp(
    context: RequestContext,
    { password }: BodyOf<typeof stepUp>,
    request: WriteRequest,
  ): Promise<Answer<undefined>> {
    const answered = await this.deps.writes.findAnswer<undefined>(context, request);
    if (answered) return answered;
    if (password === undefined) throw new AppError('otp_invalid', 'The one-time code does not fit');
    await this.own.prove(context, password, () => Promise.resolve());
    return this.note(context, request);
  }

  private note(context: RequestContext, request: WriteRequest): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    const { sessionId, actorId } = context;
    if (sessionId === null) throw notSignedIn();
    return writes.run(context, request, {
      status: 204,
      kind: 'session',
      read: () => Promise.resolve(),
      write: async (tx) => ({
        output: undefined,
        changes: [],
        audit: [{ action: 'session.step-up', resourceType: 'user', resourceId: actorId }],
        statements: [repositories.sessions.stepUp(tx, sessionId, clock.now())],
      }),
    });
  }
}
