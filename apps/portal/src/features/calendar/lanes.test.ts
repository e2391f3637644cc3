import { describe, expect, it } from 'vitest';
import { layOut } from './lanes.ts';

const item = (start: number, end: number, rank = 0) => ({ start, end, rank });

const shares = (items: ReturnType<typeof item>[]) =>
  layOut(items).map(({ start, offset, width }) => [start, offset, width]);

describe('lanes', () => {
  it('give what stands alone the whole width', () => {
    expect(shares([item(0, 15), item(15, 30)])).toEqual([
      [0, 0, 1],
      [15, 0, 1],
    ]);
  });

  it('put an overbooking behind, whichever was named first', () => {
    expect(shares([item(0, 30, 1), item(0, 30, 0)])).toEqual([
      [0, 0, 0.54],
      [0, 0.54, 0.46],
    ]);
    expect(layOut([item(0, 30, 1), item(0, 30, 0)]).map(({ rank }) => rank)).toEqual([0, 1]);
  });

  it('share the width among all that hang together in time', () => {
    const [first, second, third] = layOut([item(0, 60), item(30, 90), item(45, 50)]);
    expect([first?.width, second?.width, third?.width]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect([first?.offset, second?.offset, third?.offset]).toEqual([0, 1 / 3, 2 / 3]);
  });

  it('use a lane again when it is free', () => {
    const offsets = layOut([item(0, 60), item(0, 20), item(20, 40)]).map(({ offset }) => offset);
    expect(offsets).toEqual([0, 0.54, 0.54]);
  });

  it('end a group where nothing hangs over', () => {
    expect(layOut([item(0, 30), item(0, 30), item(30, 60)]).at(-1)).toMatchObject({ offset: 0, width: 1 });
  });
});
