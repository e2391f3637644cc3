import { describe, expect, it } from 'vitest';
import { isUuid, uuidv7 } from './ids.ts';

describe('uuidv7', () => {
  it('makes the example of RFC 9562 appendix A.6', () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('sorts as text in the order of time, over the edge of 32 bits too', () => {
    const times = [0, 1, 0xffff_ffff, 0x1_0000_0000, 1_767_225_600_000, 0xffff_ffff_ffff];
    const ids = times.map((time) => uuidv7(time, new Uint8Array(10).fill(0xff)));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isUuid)).toBe(true);
  });
});

describe('isUuid', () => {
  it.each(['', 'not-an-id', '017f22e2-79b0-7cc3-98c4-dc0c0c07398', ' 017f22e2-79b0-7cc3-98c4-dc0c0c07398f'])(
    'refuses %j',
    (text) => expect(isUuid(text)).toBe(false),
  );
});
