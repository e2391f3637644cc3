import { describe, expect, it } from 'vitest';
import { OpenedMemory } from './opened-memory.ts';

const count = () => {
  let opened = 0;
  return { open: () => (opened += 1), times: () => opened };
};

describe('what was opened', () => {
  it('is known again by its place and its bytes', () => {
    const memory = new OpenedMemory<number>(10);
    const { open } = count();
    expect(memory.recall('a', Buffer.from('sealed'), open)).toBe(1);
    expect(memory.recall('a', Buffer.from('sealed'), open)).toBe(1);
    expect(memory.recall('b', Buffer.from('sealed'), open)).toBe(2);
  });

  it('is opened anew when one bit is another', () => {
    const memory = new OpenedMemory<number>(10);
    const { open } = count();
    memory.recall('a', Buffer.from([1, 2, 3]), open);
    expect(memory.recall('a', Buffer.from([1, 2, 2]), open)).toBe(2);
    expect(memory.recall('a', Buffer.from([1, 2, 3]), open)).toBe(3);
  });

  it('is not changed by who changes the bytes later', () => {
    const memory = new OpenedMemory<number>(10);
    const { open } = count();
    const bytes = Buffer.from('sealed');
    memory.recall('a', bytes, open);
    bytes[0] = 0;
    expect(memory.recall('a', bytes, open)).toBe(2);
  });

  it('goes when there is more than fits, what was used last staying longest', () => {
    const memory = new OpenedMemory<number>(2);
    const { open, times } = count();
    const recall = (place: string) => memory.recall(place, Buffer.from(place), open);
    for (const place of ['a', 'b', 'a', 'c', 'a']) recall(place);
    expect(times()).toBe(3);
    recall('b');
    expect(times()).toBe(4);
  });

  it('is forgotten at once, and not remembered when it does not open', () => {
    const memory = new OpenedMemory<number>(2);
    const { open } = count();
    memory.recall('a', Buffer.from('a'), open);
    memory.clear();
    expect(memory.recall('a', Buffer.from('a'), open)).toBe(2);
    const failing = () => {
      throw new Error('Changed');
    };
    expect(() => memory.recall('b', Buffer.from('b'), failing)).toThrow('Changed');
    expect(memory.recall('b', Buffer.from('b'), open)).toBe(3);
  });
});
