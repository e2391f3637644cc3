import { tokenHash, type LinkTokens } from '@clinic/auth';
import type { Ids } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { LinkPurpose, Repositories } from '@clinic/repositories';

export type UserLinksDeps = {
  repositories: Pick<Repositories, 'userLinks'>;
  linkTokens: LinkTokens;
  ids: Ids;
  /** The address people know the clinic by. */
  publicOrigin: string;
};

const HOUR_MS = 60 * 60_000;

/** A first day at work may be a week ahead; who asked for another password waits for it. */
const KEPT_MS: Record<LinkPurpose, number> = { invitation: 7 * 24 * HOUR_MS, password: 24 * HOUR_MS };

/**
 * The address a token is opened at. The token stands behind the `#`, which browsers keep to themselves: it is in no request
 * line, no log and no `Referer`.
 */
export const linkAddress = (publicOrigin: string, token: string): string =>
  `${publicOrigin}/invitation#${token}`;

/** Makes links that open once. */
export class UserLinks {
  private readonly deps: UserLinksDeps;

  constructor(deps: UserLinksDeps) {
    this.deps = deps;
  }

  /** A new link for somebody; those they had lead nowhere from now on. @returns its address */
  async issue(
    tx: Transaction,
    { userId, purpose, now }: { userId: string; purpose: LinkPurpose; now: Date },
  ): Promise<string> {
    const { repositories, linkTokens, ids, publicOrigin } = this.deps;
    const id = ids.next();
    const token = linkTokens.write({ clinicId: tx.clinicId, linkId: id });
    const expiresAt = new Date(now.getTime() + KEPT_MS[purpose]);
    const link = { id, userId, purpose, tokenHash: tokenHash(token), now, expiresAt };
    await Promise.all([
      repositories.userLinks.deleteOfUser(tx, userId),
      repositories.userLinks.insert(tx, link),
    ]);
    return linkAddress(publicOrigin, token);
  }

  /**
   * The address of the newest link of somebody, as it was told when it was made; undefined when it is long gone, or when the
   * key that sealed it is not the active one any more.
   */
  async find(tx: Transaction, userId: string): Promise<string | undefined> {
    const { repositories, linkTokens, publicOrigin } = this.deps;
    const link = await repositories.userLinks.findOfUser(tx, userId);
    if (!link) return undefined;
    const token = linkTokens.write({ clinicId: tx.clinicId, linkId: link.id });
    return tokenHash(token).equals(link.tokenHash) ? linkAddress(publicOrigin, token) : undefined;
  }
}
