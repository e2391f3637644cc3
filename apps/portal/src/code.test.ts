import { describe, expect, it, vi } from 'vitest';
import { codeOf, fetchAhead, isCodeMissing } from './code.ts';

describe('code that is loaded when needed', () => {
  it('is loaded once and kept', async () => {
    const load = vi.fn(async () => 'page');
    const get = codeOf(load);
    expect(await Promise.all([get(), get()])).toEqual(['page', 'page']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is tried again after it failed, and says that it is code that is missing', async () => {
    const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError('Failed to fetch'));
    load.mockResolvedValue('page');
    const get = codeOf(load);
    const error: unknown = await get().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(isCodeMissing(error)).toBe(true);
    expect(isCodeMissing(new Error('another'))).toBe(false);
    expect(await get()).toBe('page');
  });

  it('is fetched ahead, whatever of it fails', async () => {
    const load = vi.fn(async () => 'page');
    codeOf(() => Promise.reject(new TypeError('Failed to fetch')));
    codeOf(load);
    await fetchAhead();
    expect(load).toHaveBeenCalledTimes(1);
  });
});
