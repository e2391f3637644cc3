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

const keyFor = (ring: TokenRing, token: string): Buffer | undefined => {
  const kid = jwt.decode(token, { complete: true })?.header.kid;
  return kid === undefined ? undefined : ring.keys.get(kid);
};

const checks: jwt.VerifyOptions = {
  algorithms: ['HS256'],
  issuer: ISSUER,
  audience: AUDIENCE,
  clockTolerance: 30,
};

/** What a token says, if it is one of ours; anything wrong with it, down to its JSON, is as good as no token. */
const payloadOf = (ring: TokenRing, token: string): jwt.JwtPayload | undefined => {
  if (token.length > LONGEST) return undefined;
  try {
    const key = keyFor(ring, token);
    const payload = key && jwt.verify(token, key, checks);
    return typeof payload === 'string' ? undefined : payload;
  } catch {
    return undefined;
  }
};

const pointerOf = (payload: jwt.JwtPayload): SessionPointer | undefined => {
  const sessionId: unknown = payload['sid'];
  const clinicId: unknown = payload['cid'];
  return typeof sessionId === 'string' && typeof clinicId === 'string' ? { sessionId, clinicId } : undefined;
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
      const payload = payloadOf(ring, token);
      return payload && pointerOf(payload);
    },
  };
};
