import { generate } from 'otplib';
import { describe, expect, it } from 'vitest';
import { isRecoveryCode, newRecoveryCodes, normalizeRecoveryCode } from './recovery-codes.ts';
import { newTotpSeed, totpEnrolment, totpStep } from './totp.ts';

// The seed of RFC 6238 appendix B, SHA-1, in base32.
const RFC_SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('a one-time code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is the one of RFC 6238 at %d', async (seconds, code) => {
    expect(await totpStep(RFC_SEED, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('is good for its own half minute and the ones beside it', async () => {
    const seed = newTotpSeed();
    const step = 63_115_200;
    const code = await generate({ secret: seed, epoch: step * 30 });
    for (const seconds of [-30, 0, 29, 59])
      expect(await totpStep(seed, code, at(step * 30 + seconds))).toBe(step);
    for (const seconds of [-31, 60, 3_600])
      expect(await totpStep(seed, code, at(step * 30 + seconds))).toBeUndefined();
  });

  it('may be typed as apps show it', async () => {
    expect(await totpStep(RFC_SEED, '287 082', at(59))).toBe(1);
  });

  it.each(['', '28708', '2870821', '28708a', '２８７０８２', '-87082', 'nonsense', '287082\0'])(
    'is not %j',
    async (code) => {
      expect(await totpStep(RFC_SEED, code, at(59))).toBeUndefined();
    },
  );

  it('is worth nothing for another seed', async () => {
    expect(await totpStep(newTotpSeed(), '287082', at(59))).toBeUndefined();
    expect(newTotpSeed()).not.toBe(newTotpSeed());
  });
});

describe('enrolment', () => {
  it('says to the app whose code it is, and shows it as a plain picture', async () => {
    const enrolment = { seed: RFC_SEED, issuer: 'Quay & Side: Clinic', account: 'rosa@quayside.example' };
    const { otpauthUri, qrSvg } = await totpEnrolment(enrolment);
    const uri = new URL(otpauthUri);
    expect(decodeURIComponent(uri.pathname)).toBe('/Quay & Side: Clinic:rosa@quayside.example');
    expect([uri.searchParams.get('secret'), uri.searchParams.get('issuer')]).toEqual([
      RFC_SEED,
      'Quay & Side: Clinic',
    ]);
    expect(qrSvg).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+"[^>]*>.*<\/svg>\s*$/s);
    expect(qrSvg).not.toMatch(/<style|style=|<script|href/);
  });
});

describe('recovery codes', () => {
  it('are ten, all different, and easy to copy by hand', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$/);
    expect(newRecoveryCodes()).not.toContain(codes[0]);
  });

  it('are known however they are typed, and from the codes of an app', () => {
    const [code = ''] = newRecoveryCodes();
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      ` ${code.replaceAll('-', '')}`,
    ]) {
      expect(isRecoveryCode(typed)).toBe(true);
      expect(normalizeRecoveryCode(typed)).toBe(code.replaceAll('-', ''));
    }
    for (const other of ['123456', '', code.slice(1)]) expect(isRecoveryCode(other)).toBe(false);
  });
});
