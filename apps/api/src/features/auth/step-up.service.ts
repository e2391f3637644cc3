import type { BodyOf, stepUp } from '@clinic/contracts';
import { notSignedIn, type Clock, type RequestContext } from '@clinic/core';
import type { Answer, WriteRequest } from '@clinic/http';
import type { Repositories } from '@clinic/repositories';
import type { WritePath } from '#api/write-path.ts';
import { actorOf } from './actor-of.ts';
import type { OwnPassword } from './own-password.ts';
import type { OwnCode, SecondFactor } from './second-factor.ts';

export type StepUpDeps = {
  repositories: Pick<Repositories, 'sessions'>;
  writes: Pick<WritePath, 'findAnswer' | 'run'>;
  clock: Clock;
};

/** The ways to prove who one is. */
export type OwnProofs = { password: OwnPassword; code: OwnCode; factor: SecondFactor };

/** Proving again who one is, for acts that ask for it. The session stays the same: nothing new is allowed by it for long. */
export class StepUpService {
  private readonly deps: StepUpDeps;
  private readonly own: OwnProofs;

  constructor(deps: StepUpDeps, own: OwnProofs) {
    this.deps = deps;
    this.own = own;
  }

  async stepUp(
    context: RequestContext,
    { password, otp = '' }: BodyOf<typeof stepUp>,
    request: WriteRequest,
  ): Promise<Answer<undefined>> {
    const answered = await this.deps.writes.findAnswer<undefined>(context, request);
    if (answered) return answered;
    if (password === undefined) await this.proveCode(context, otp);
    else await this.own.password.prove(context, password, () => Promise.resolve());
    return this.note(context, request);
  }

  private async proveCode(context: RequestContext, otp: string): Promise<void> {
    const { clinicId } = context;
    const userId = actorOf(context);
    const used = await this.own.code.prove(context, userId, () =>
      this.own.factor.use({ clinicId, userId }, otp),
    );
    await this.own.factor.record(context, userId, used);
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
