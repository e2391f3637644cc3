import jwt from 'jsonwebtoken';

/** The keys that sign session pointers, by id. */
export type TokenRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

/** Which session a cookie points to. The clinic is routing only: role and membership come from the session's row. */
export type SessionPointer = { sessionId: string; clinicId: string };

export type Tokens = {
  sign(pointer: SessionPointer, lifetimeSeconds: number): string;
  /** The pointer, or undefined for anything that is not a token of ours that still holds. */
  verify(token: string): SessionPointer | undefined;
};

const ISSUER = 'clinic';
const AUDIENCE = 'clinic-session';
// Longer than any of ours; what is longer is not worth parsing.
const LONGEST = 1_000;

const headerOf = (token: string): { kid?: unknown } | undefined => {
  const decoded = jwt.decode(token, { complete: true });
  return decoded ? (decoded.header as { kid?: unknown }) : undefined;
};

/** Signs and reads session pointers: HS256 alone, the key by its id from a fixed set. */
export const createTokens = (ring: TokenRing): Tokens => {
  const active = ring.keys.get(ring.activeId);
  if (!active) throw new Error(`Token key ${ring.activeId} is not in the ring`);
  return {
    sign: ({ sessionId, clinicId }, lifetimeSeconds) =>
      jwt.sign({ sid: sessionId, cid: clinicId }, active, {
        algorithm: 'HS256',
        keyid: ring.activeId,
        issuer: ISSUER,
        audience: AUDIENCE,
        expiresIn: lifetimeSeconds,
      }),
    verify: (token) => {
      if (token.length > LONGEST) return undefined;
      const kid = headerOf(token)?.kid;
      const key = typeof kid === 'string' ? ring.keys.get(kid) : undefined;
      if (!key) return undefined;
      try {
        const payload = jwt.verify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTolerance: 30,
        });
        if (typeof payload === 'string') return undefined;
        const { sid, cid } = payload as { sid?: unknown; cid?: unknown };
        return typeof sid === 'string' && typeof cid === 'string'
          ? { sessionId: sid, clinicId: cid }
          : undefined;
      } catch {
        return undefined;
      }
    },
  };
};
