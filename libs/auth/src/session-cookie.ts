import { readCookie } from './cookie-header.ts';

/** Name and attributes of the session cookie. */
export type SessionCookie = {
  name: string;
  /** The `Set-Cookie` that keeps the token for so many seconds. */
  set(token: string, lifetimeSeconds: number): string;
  /** The `Set-Cookie` that makes the browser forget it. */
  clear(): string;
  /** The token in a `Cookie` header, if there is one. */
  read(header: string | undefined): string | undefined;
};

/**
 * The session cookie: out of reach of scripts, never sent by other sites, bound to this host (`__Host-`, RFC 6265bis).
 * Browsers refuse that prefix on plain http, so on a loopback address without TLS it goes by `session`.
 */
export const createSessionCookie = (publicOrigin: string): SessionCookie => {
  const isSecure = new URL(publicOrigin).protocol === 'https:';
  const name = isSecure ? '__Host-session' : 'session';
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    name,
    set: (token, lifetimeSeconds) => `${name}=${token}; Max-Age=${lifetimeSeconds}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
    read: (header) => readCookie(header, name),
  };
};
