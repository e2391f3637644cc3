export { createDeviceCookie } from './device-cookie.ts';
export type { DeviceCookie } from './device-cookie.ts';
export { networkOf } from './network.ts';
export { createPasswordHasher, isSameSecret } from './password.ts';
export type { PasswordAttempt, PasswordHasher, PasswordProof, PepperRing, Prove } from './password.ts';
export { createSessionCookie } from './session-cookie.ts';
export type { SessionCookie } from './session-cookie.ts';
export { createTokens } from './tokens.ts';
export type { SessionPointer, TokenRing, Tokens } from './tokens.ts';
