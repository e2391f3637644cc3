import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { TokenRing } from './tokens.ts';

/** Which one-time link a token belongs to. The clinic is routing only. */
export type LinkPointer = { clinicId: string; linkId: string };

export type LinkTokens = {
  /** What stands in the address of a link: always the same for one link, and nothing anybody else could write. */
  write(pointer: LinkPointer): string;
  /** The link, or undefined for anything that was not written here. Whether it still opens is for its row to say. */
  read(token: string): LinkPointer | undefined;
};

const ID_BYTES = 16;
const SEAL_BYTES = 32;

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const idOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Writes and reads the tokens of one-time links: two ids and a seal over them. */
export const createLinkTokens = (ring: TokenRing): LinkTokens => {
  const keys = new Map(
    [...ring.keys].map(([id, key]) => [id, Buffer.from(hkdfSync('sha256', key, '', 'link|token|v1', 32))]),
  );
  const active = keys.get(ring.activeId);
  if (!active) throw new Error(`Token key ${ring.activeId} is not in the ring`);
  const sealOf = (key: Buffer, head: Buffer): Buffer => createHmac('sha256', key).update(head).digest();
  return {
    write: ({ clinicId, linkId }) => {
      const head = Buffer.concat([bytesOf(clinicId), bytesOf(linkId)]);
      return Buffer.concat([head, sealOf(active, head)]).toString('base64url');
    },
    read: (token) => {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== 2 * ID_BYTES + SEAL_BYTES || bytes.toString('base64url') !== token)
        return undefined;
      const head = bytes.subarray(0, 2 * ID_BYTES);
      const seal = bytes.subarray(2 * ID_BYTES);
      if (![...keys.values()].some((key) => timingSafeEqual(sealOf(key, head), seal))) return undefined;
      return { clinicId: idOf(head.subarray(0, ID_BYTES)), linkId: idOf(head.subarray(ID_BYTES)) };
    },
  };
};

/** What is kept of a token: who has the files cannot open the link with it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
