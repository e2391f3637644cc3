export { createPasswordHasher, isSameSecret } from './password.ts';
export type { PasswordHasher, PepperRing } from './password.ts';
export { createSessionCookie } from './session-cookie.ts';
export type { SessionCookie } from './session-cookie.ts';
export { createTokens } from './tokens.ts';
export type { SessionPointer, TokenRing, Tokens } from './tokens.ts';
