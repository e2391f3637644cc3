import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFieldCipher, UnknownDataKeyError, UnreadableFieldError } from './field-cipher.ts';
import { testFieldCipher } from './testing.ts';

const PLACE = { table: 'patients', column: 'identity_enc', rowId: '0190f0a0-0000-7000-8000-000000000001' };
const TEXT = '{"familyName":"O’Brien","phone":"+353 1 234"}';

const errorOf = (act: () => unknown): UnreadableFieldError => {
  try {
    act();
  } catch (error) {
    if (error instanceof UnreadableFieldError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('field cipher', () => {
  it('opens what it sealed, 34 bytes longer than the text', () => {
    const cipher = testFieldCipher('clinic-1');
    const envelope = cipher.seal(PLACE, TEXT);
    expect(envelope.length).toBe(Buffer.byteLength(TEXT) + 34);
    expect(envelope.subarray(0, 6)).toEqual(Buffer.from([1, 1, 0, 0, 0, 1]));
    expect(cipher.open(PLACE, envelope)).toBe(TEXT);
  });

  it('writes the documented format, which other programs can read with the key', () => {
    const root = randomBytes(32);
    const cipher = createFieldCipher({
      clinicId: 'clinic-1',
      activeKeyId: 258,
      keys: new Map([[258, root]]),
    });
    const envelope = cipher.seal({ table: 't', column: 'col', rowId: 'row-1' }, TEXT);
    const key = Buffer.from(hkdfSync('sha256', root, '', 'enc|t|col|v1', 32));
    const decipher = createDecipheriv('aes-256-gcm', key, envelope.subarray(6, 18), { authTagLength: 16 });
    const names = '\0\x0cclinic-field\0\x08clinic-1\0\x01t\0\x03col\0\x05row-1';
    decipher.setAAD(Buffer.from(`${names}\0\x05\x01\0\0\x01\x02`, 'latin1'));
    decipher.setAuthTag(envelope.subarray(-16));
    expect(decipher.update(envelope.subarray(18, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
      TEXT,
    );
  });

  it('seals the same text to different bytes each time', () => {
    const cipher = testFieldCipher('clinic-1');
    expect(cipher.seal(PLACE, TEXT)).not.toEqual(cipher.seal(PLACE, TEXT));
  });

  it.each([
    ['nothing', ''],
    ['an apostrophe', "O'Brien"],
    ['Han', '李小龍'],
    ['Vietnamese, composed', 'Nguyễn Thị'],
    ['Vietnamese, decomposed', 'Nguyễn'.normalize('NFD')],
    ['right to left', 'محمد בן־דוד'],
    ['an emoji family', '👩‍👩‍👧'],
    ['a NUL', 'a\0b'],
    ['spaces at both ends', '  x\u00a0 '],
    ['200 characters', 'ü'.repeat(200)],
  ])('gives %s back byte for byte', (_name, text) => {
    const cipher = testFieldCipher('clinic-1');
    expect(Buffer.from(cipher.open(PLACE, cipher.seal(PLACE, text)))).toEqual(Buffer.from(text));
    expect(cipher.open(PLACE, cipher.seal(PLACE, text, { padTo: 64 }))).toBe(text);
  });

  it('gives bytes back that are no text', () => {
    const cipher = testFieldCipher('clinic-1');
    const bytes = randomBytes(500);
    expect(cipher.openBytes(PLACE, cipher.seal(PLACE, bytes))).toEqual(bytes);
  });

  it('refuses every flipped bit, plain and padded', () => {
    const cipher = testFieldCipher('clinic-1');
    for (const envelope of [cipher.seal(PLACE, TEXT), cipher.seal(PLACE, TEXT, { padTo: 64 })]) {
      for (let bit = 0; bit < envelope.length * 8; bit += 1) {
        const changed = Buffer.from(envelope);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => cipher.open(PLACE, changed)).toThrow(UnreadableFieldError);
      }
    }
  });

  it('refuses every truncation and every byte too many', () => {
    const cipher = testFieldCipher('clinic-1');
    const envelope = cipher.seal(PLACE, TEXT);
    for (let length = 0; length < envelope.length; length += 1) {
      expect(() => cipher.open(PLACE, envelope.subarray(0, length))).toThrow(UnreadableFieldError);
    }
    expect(() => cipher.open(PLACE, Buffer.concat([envelope, Buffer.from([0])]))).toThrow(
      UnreadableFieldError,
    );
  });

  it('refuses an envelope of another row, column, table or clinic', () => {
    const keys = new Map([[1, randomBytes(32)]]);
    const cipher = createFieldCipher({ clinicId: 'clinic-1', activeKeyId: 1, keys });
    const neighbour = createFieldCipher({ clinicId: 'clinic-2', activeKeyId: 1, keys });
    const envelope = cipher.seal(PLACE, TEXT);
    expect(() => cipher.open({ ...PLACE, rowId: PLACE.rowId.replace('1', '2') }, envelope)).toThrow(
      UnreadableFieldError,
    );
    expect(() => cipher.open({ ...PLACE, column: 'notes_enc' }, envelope)).toThrow(UnreadableFieldError);
    expect(() => cipher.open({ ...PLACE, table: 'users' }, envelope)).toThrow(UnreadableFieldError);
    expect(() => neighbour.open(PLACE, envelope)).toThrow(UnreadableFieldError);
    expect(cipher.open(PLACE, envelope)).toBe(TEXT);
  });

  it('opens values of an older key after rotation, and seals with the new one', () => {
    const first = randomBytes(32);
    const before = createFieldCipher({ clinicId: 'c', activeKeyId: 1, keys: new Map([[1, first]]) });
    const keys = new Map([
      [1, first],
      [2, randomBytes(32)],
    ]);
    const after = createFieldCipher({ clinicId: 'c', activeKeyId: 2, keys });
    const old = before.seal(PLACE, TEXT);
    expect(after.open(PLACE, old)).toBe(TEXT);
    const fresh = after.seal(PLACE, TEXT);
    expect(fresh.readUInt32BE(2)).toBe(2);
    expect(errorOf(() => before.open(PLACE, fresh)).keyId).toBe(2);
  });

  it('seals anew under the new key what the old one sealed, to the same length, and leaves alone what is new', () => {
    const first = randomBytes(32);
    const before = createFieldCipher({ clinicId: 'c', activeKeyId: 1, keys: new Map([[1, first]]) });
    const second = randomBytes(32);
    const both = new Map([
      [1, first],
      [2, second],
    ]);
    const during = createFieldCipher({ clinicId: 'c', activeKeyId: 2, keys: both });
    const after = createFieldCipher({ clinicId: 'c', activeKeyId: 2, keys: new Map([[2, second]]) });
    for (const old of [before.seal(PLACE, TEXT), before.seal(PLACE, TEXT, { padTo: 64 })]) {
      const fresh = during.reseal(PLACE, old);
      expect([fresh.length, fresh[0], fresh.readUInt32BE(2)]).toEqual([old.length, old[0], 2]);
      expect(after.open(PLACE, fresh)).toBe(TEXT);
      expect(during.reseal(PLACE, fresh)).toBe(fresh);
      expect(() => during.reseal({ ...PLACE, rowId: 'other' }, old)).toThrow(UnreadableFieldError);
    }
  });

  it('tells a key it does not have from a value that was changed', () => {
    const cipher = testFieldCipher('clinic-1');
    const keys = new Map([[2, randomBytes(32)]]);
    const later = createFieldCipher({ clinicId: 'clinic-1', activeKeyId: 2, keys }).seal(PLACE, TEXT);
    expect(errorOf(() => cipher.open(PLACE, later))).toBeInstanceOf(UnknownDataKeyError);
    const [key, missing] = [randomBytes(32), new Set<number>()];
    const looking = createFieldCipher({ clinicId: 'c', activeKeyId: 1, keys: new Map([[1, key]]), missing });
    expect(errorOf(() => looking.open(PLACE, later))).toBeInstanceOf(UnknownDataKeyError);
    missing.add(2);
    expect(errorOf(() => looking.open(PLACE, later))).not.toBeInstanceOf(UnknownDataKeyError);
    const changed = cipher.seal(PLACE, TEXT);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(errorOf(() => cipher.open(PLACE, changed))).not.toBeInstanceOf(UnknownDataKeyError);
  });

  it('says where and under which key reading failed, and nothing of the content', () => {
    const cipher = testFieldCipher('clinic-1');
    const envelope = cipher.seal(PLACE, TEXT);
    const error = errorOf(() => cipher.open({ ...PLACE, rowId: 'other' }, envelope));
    expect({ ...error }).toEqual({
      name: 'UnreadableFieldError',
      table: 'patients',
      column: 'identity_enc',
      keyId: 1,
    });
    expect(error.message).toBe('patients.identity_enc cannot be read with key 1');
    expect(error.cause).toBeUndefined();
    expect(errorOf(() => cipher.open(PLACE, Buffer.alloc(3))).keyId).toBeNull();
  });

  it('refuses keys that are no keys before anything is sealed', () => {
    const key = randomBytes(32);
    expect(() => createFieldCipher({ clinicId: 'c', activeKeyId: 2, keys: new Map([[1, key]]) })).toThrow(
      '2',
    );
    expect(() => createFieldCipher({ clinicId: 'c', activeKeyId: 0, keys: new Map([[0, key]]) })).toThrow(
      '0',
    );
    const short = new Map([[7, key.subarray(1)]]);
    expect(() => createFieldCipher({ clinicId: 'c', activeKeyId: 7, keys: short })).toThrow('Data key 7');
  });
});

describe('padded fields', () => {
  it('come back exactly for every length, and show their length in steps only', () => {
    const cipher = testFieldCipher('clinic-1');
    for (let length = 0; length <= 200; length += 1) {
      for (const fill of [0x00, 0x80, 0x61]) {
        const bytes = Buffer.alloc(length, fill);
        const envelope = cipher.seal(PLACE, bytes, { padTo: 64 });
        expect((envelope.length - 34) % 64).toBe(0);
        expect(cipher.openBytes(PLACE, envelope)).toEqual(bytes);
      }
    }
  });

  it('are refused a step that is no number of bytes', () => {
    const cipher = testFieldCipher('clinic-1');
    expect(() => cipher.seal(PLACE, 'x', { padTo: 0 })).toThrow(RangeError);
    expect(() => cipher.seal(PLACE, 'x', { padTo: 1.5 })).toThrow(RangeError);
  });
});
