import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** The audit keys of an installation by id, 32 bytes each. New seals use `activeId`; the others only check old ones. */
export type AuditRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

/** The keys that are made of one audit key, each for one use. */
export type AuditKeySet = {
  /** Seals events. */
  chain: KeyObject;
  /** Seals the end of a chain. */
  head: KeyObject;
  /** Signs daily seals (Ed25519). */
  signing: KeyObject;
  verifying: KeyObject;
};

const KEY_BYTES = 32;
// What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410).
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const derive = (root: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', root, '', `audit|${use}|v1`, KEY_BYTES));

const keySetOf = (root: Buffer): AuditKeySet => {
  const seed = Buffer.concat([PKCS8_ED25519, derive(root, 'sign')]);
  const signing = createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' });
  return {
    chain: createSecretKey(derive(root, 'chain')),
    head: createSecretKey(derive(root, 'head')),
    signing,
    verifying: createPublicKey(signing),
  };
};

/** What seals and checks seals: the key ring, with a key of its own for each use (HKDF-SHA-256). */
export class AuditKeys {
  readonly activeId: string;
  readonly active: AuditKeySet;
  private readonly sets: ReadonlyMap<string, AuditKeySet>;

  constructor(ring: AuditRing) {
    this.sets = new Map([...ring.keys].map(([id, root]) => [id, keySetOf(root)]));
    const active = this.sets.get(ring.activeId);
    if (!active) throw new Error('The audit ring has no active key');
    this.activeId = ring.activeId;
    this.active = active;
  }

  /** Undefined where the ring does not hold that key. */
  find(id: string): AuditKeySet | undefined {
    return this.sets.get(id);
  }

  /** The public halves by id, base64: they tell one key from another and check a signature, and seal nothing. */
  publicKeys(): { id: string; publicKey: string }[] {
    return [...this.sets].map(([id, { verifying }]) => ({
      id,
      publicKey: verifying.export({ format: 'der', type: 'spki' }).toString('base64'),
    }));
  }
}
