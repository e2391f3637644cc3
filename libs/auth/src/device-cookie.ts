import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { readCookie } from './cookie-header.ts';
import type { TokenRing } from './tokens.ts';

/**
 * What a browser keeps of who signed in with it before, so that somebody who knows a colleague's e-mail address and
 * nothing else cannot keep them from signing in where they always do.
 */
export type DeviceCookie = {
  /** The id of this device for an account, if somebody signed in to it here before. `owner` is the account's keyed hash. */
  find(header: string | undefined, owner: Buffer, now: Date): string | undefined;
  /** The `Set-Cookie` that remembers this account besides those remembered already, under the id found or a new one. */
  remember(header: string | undefined, owner: Buffer, now: Date): string;
};

const ID_BYTES = 8;
const DAY_BYTES = 2;
const SEAL_BYTES = 16;
const ENTRY_BYTES = ID_BYTES + DAY_BYTES + SEAL_BYTES;
const DAY_MS = 24 * 60 * 60_000;
const KEPT_DAYS = 180;
/** A computer at the front desk is shared, but not by more. */
const MOST_ACCOUNTS = 20;

const sealKeysOf = (ring: TokenRing): Map<string, Buffer> =>
  new Map(
    [...ring.keys].map(([id, key]) => [id, Buffer.from(hkdfSync('sha256', key, '', 'device|cookie|v1', 32))]),
  );

const dayOf = (now: Date): number => Math.floor(now.getTime() / DAY_MS);

/** Which device, since which day, and a seal that says so for one account: the cookie does not say which. */
class Entries {
  private readonly keys: Map<string, Buffer>;
  private readonly activeId: string;

  constructor(ring: TokenRing) {
    this.keys = sealKeysOf(ring);
    this.activeId = ring.activeId;
  }

  write(device: Buffer, owner: Buffer, now: Date): string {
    const day = Buffer.alloc(DAY_BYTES);
    day.writeUInt16BE(dayOf(now));
    const head = Buffer.concat([device, day]);
    return Buffer.concat([head, this.seal(this.activeId, head, owner)]).toString('base64url');
  }

  /** The device, if this entry was written for this account and is not too old. */
  read(entry: string, owner: Buffer, now: Date): Buffer | undefined {
    const bytes = Buffer.from(entry, 'base64url');
    if (bytes.length !== ENTRY_BYTES) return undefined;
    const head = bytes.subarray(0, ID_BYTES + DAY_BYTES);
    const seal = bytes.subarray(ID_BYTES + DAY_BYTES);
    const isOurs = [...this.keys.keys()].some((id) => timingSafeEqual(this.seal(id, head, owner), seal));
    const age = dayOf(now) - head.readUInt16BE(ID_BYTES);
    return isOurs && age <= KEPT_DAYS ? head.subarray(0, ID_BYTES) : undefined;
  }

  private seal(keyId: string, head: Buffer, owner: Buffer): Buffer {
    const key = this.keys.get(keyId);
    if (!key) throw new Error(`Token key ${keyId} is not in the ring`);
    return createHmac('sha256', key).update(head).update(owner).digest().subarray(0, SEAL_BYTES);
  }
}

/** The cookie of known devices; it travels to the addresses of signing in alone. */
export const createDeviceCookie = (publicOrigin: string, ring: TokenRing): DeviceCookie => {
  const isSecure = new URL(publicOrigin).protocol === 'https:';
  const name = isSecure ? '__Secure-device' : 'device';
  const attributes = `Path=/api/auth; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  const entries = new Entries(ring);
  const list = (header: string | undefined): string[] =>
    (readCookie(header, name) ?? '').split('.').slice(0, MOST_ACCOUNTS);
  const find = (header: string | undefined, owner: Buffer, now: Date): Buffer | undefined =>
    list(header)
      .map((entry) => entries.read(entry, owner, now))
      .find((device) => device !== undefined);
  return {
    find: (header, owner, now) => find(header, owner, now)?.toString('hex'),
    remember: (header, owner, now) => {
      const device = find(header, owner, now) ?? randomBytes(ID_BYTES);
      const others = list(header).filter(
        (entry) => entry !== '' && entries.read(entry, owner, now) === undefined,
      );
      const kept = [entries.write(device, owner, now), ...others].slice(0, MOST_ACCOUNTS);
      return `${name}=${kept.join('.')}; Max-Age=${(KEPT_DAYS * DAY_MS) / 1000}; ${attributes}`;
    },
  };
};
