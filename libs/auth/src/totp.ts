import { generateSecret, generateURI, verify } from 'otplib';
import QRCode from 'qrcode';

const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;

/** A new seed for an authenticator app (RFC 6238): 160 bits in base32. */
export const newTotpSeed = (): string => generateSecret();

/** The address an authenticator app reads a seed from, and the same as a picture without a style or a script in it. */
export const totpEnrolment = async (enrolment: {
  seed: string;
  issuer: string;
  account: string;
}): Promise<{ otpauthUri: string; qrSvg: string }> => {
  const { seed: secret, issuer, account: label } = enrolment;
  const otpauthUri = generateURI({ secret, issuer, label });
  return { otpauthUri, qrSvg: await QRCode.toString(otpauthUri, { type: 'svg', errorCorrectionLevel: 'M' }) };
};

/**
 * Which step of the clock a code stands for: this one, the one before or the one after, because clocks differ and people
 * type slowly. Undefined for any other code. Who takes it must remember the step, so that the code is good once.
 */
export const totpStep = async (seed: string, code: string, now: Date): Promise<number | undefined> => {
  const token = code.replace(/\s/g, '');
  if (!CODE.test(token)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = await verify({ secret: seed, token, epoch, epochTolerance: STEP_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
};
