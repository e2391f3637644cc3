import { generate } from 'otplib';

/** What an authenticator app shows for a seed at an instant. */
export const totpCode = (seed: string, at: Date): Promise<string> =>
  generate({ secret: seed, epoch: Math.floor(at.getTime() / 1000) });
