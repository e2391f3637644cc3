import { afterEach, describe, expect, it, vi } from 'vitest';
import { TenantCache } from './tenant-cache.ts';

const OURS = '0192f7c4-8d1e-7a30-9c1b-3f5e8a7b6c5d';
const THEIRS = '0192f7c4-8d1e-7a30-9c1b-3f5e8a7b6c5e';

const caches: TenantCache[] = [];
const aCache = (options: Partial<ConstructorParameters<typeof TenantCache>[0]> = {}) => {
  const cache = new TenantCache({ ttlSeconds: 60, maxEntries: 100, ...options });
  caches.push(cache);
  return cache;
};

/** A source whose rooms change at every load, so that a second load is seen. */
const aSource = () => {
  let loads = 0;
  return async () => `load ${(loads += 1)}`;
};

afterEach(() => {
  for (const cache of caches.splice(0)) cache.close();
  vi.useRealTimers();
});

describe('reading', () => {
  it('loads once and serves what it has', async () => {
    const cache = aCache();
    const [rooms, load] = [cache.shelf<string>('rooms'), aSource()];
    expect(await rooms.read(OURS, 'all', load)).toBe('load 1');
    expect(await rooms.read(OURS, 'all', load)).toBe('load 1');
    expect(cache.stats()).toEqual({ entries: 1, hits: 1, misses: 1 });
  });

  it('keeps clinics, tags and keys apart', async () => {
    const cache = aCache();
    const load = aSource();
    const [rooms, settings] = [cache.shelf<string>('rooms'), cache.shelf<string>('settings')];
    const read = [
      await rooms.read(OURS, 'all', load),
      await rooms.read(THEIRS, 'all', load),
      await settings.read(OURS, 'all', load),
      await rooms.read(OURS, 'open', load),
    ];
    expect(new Set(read).size).toBe(4);
  });

  it('lets callers at the same time share one load', async () => {
    const rooms = aCache().shelf<string>('rooms');
    const load = aSource();
    expect(await Promise.all([1, 2, 3].map(() => rooms.read(OURS, 'all', load)))).toEqual(
      Array(3).fill('load 1'),
    );
  });

  it('tells every caller of a failed load and then tries again', async () => {
    const rooms = aCache().shelf<string>('rooms');
    const failing = () => Promise.reject(new Error('no database'));
    const both = await Promise.allSettled([
      rooms.read(OURS, 'all', failing),
      rooms.read(OURS, 'all', failing),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await rooms.read(OURS, 'all', aSource())).toBe('load 1');
  });

  it('refuses an entry that belongs to no clinic', () => {
    const rooms = aCache().shelf<string>('rooms');
    expect(() => rooms.read('', 'all', aSource())).toThrow('belongs to a clinic');
  });
});

describe('dropping', () => {
  it('forgets one tag of one clinic', async () => {
    const cache = aCache();
    const load = aSource();
    const [rooms, settings] = [cache.shelf<string>('rooms'), cache.shelf<string>('settings')];
    for (const shelf of [rooms, settings]) for (const id of [OURS, THEIRS]) await shelf.read(id, 'all', load);
    rooms.drop(OURS);
    expect(await rooms.read(OURS, 'all', load)).toBe('load 5');
    expect(await rooms.read(THEIRS, 'all', load)).toBe('load 2');
    expect(await settings.read(OURS, 'all', load)).toBe('load 3');
  });

  it('forgets a whole clinic', async () => {
    const cache = aCache();
    await cache.shelf<string>('rooms').read(OURS, 'all', aSource());
    await cache.shelf<string>('settings').read(OURS, 'all', aSource());
    cache.dropClinic(OURS);
    expect(cache.stats().entries).toBe(0);
  });

  it('does not let a load that began before bring back what is old', async () => {
    const rooms = aCache().shelf<string>('rooms');
    let finish = (_rooms: string): void => undefined;
    const slow = rooms.read(OURS, 'all', () => new Promise<string>((resolve) => (finish = resolve)));
    rooms.drop(OURS);
    finish('old rooms');
    expect(await slow).toBe('old rooms');
    expect(await rooms.read(OURS, 'all', async () => 'new rooms')).toBe('new rooms');
  });
});

it('forgets every clinic at once, and serves on', async () => {
  const cache = aCache();
  const rooms = cache.shelf<string>('rooms');
  const load = aSource();
  await rooms.read(OURS, 'all', load);
  cache.clear();
  expect(cache.stats().entries).toBe(0);
  expect(await rooms.read(OURS, 'all', load)).toBe('load 2');
  expect(await rooms.read(OURS, 'all', load)).toBe('load 2');
});

describe('the bounds', () => {
  it('let the entry unused for longest go, and never throw', async () => {
    const cache = aCache({ maxEntries: 3 });
    const rooms = cache.shelf<string>('rooms');
    const load = aSource();
    for (const key of ['a', 'b', 'c']) await rooms.read(OURS, key, load);
    await rooms.read(OURS, 'a', load);
    await rooms.read(OURS, 'd', load);
    expect(cache.stats().entries).toBe(3);
    expect(await rooms.read(OURS, 'a', load)).toBe('load 1');
    expect(await rooms.read(OURS, 'b', load)).toBe('load 5');
  });

  it('end the life of an entry', async () => {
    vi.useFakeTimers();
    const rooms = aCache({ ttlSeconds: 30 }).shelf<string>('rooms');
    const load = aSource();
    await rooms.read(OURS, 'all', load);
    vi.advanceTimersByTime(29_000);
    expect(await rooms.read(OURS, 'all', load)).toBe('load 1');
    vi.advanceTimersByTime(2000);
    expect(await rooms.read(OURS, 'all', load)).toBe('load 2');
  });
});
