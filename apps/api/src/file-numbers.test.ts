import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileNumbers } from '#api/file-numbers.ts';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

let api: TestApi;
let ours: { clinicId: string };

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  ours = { clinicId: (await api.newClinic()).id };
});

const lastOf = async ({ clinicId }: { clinicId: string }): Promise<number> => {
  const [row] = await api.asOwner<{ last: string }>(
    'select last_file_number as last from clinic_feed_head where clinic_id = $1',
    [clinicId],
  );
  return Number(row?.last);
};

describe('file numbers', () => {
  it('rise, and none is given out twice, however many ask at once in two processes', async () => {
    const [here, there] = [new FileNumbers(api.deps), new FileNumbers(api.deps)];
    const given = await Promise.all(
      Array.from({ length: 65 }, (_, index) => (index % 2 === 0 ? here : there).next(ours)),
    );
    expect(new Set(given).size).toBe(65);
    expect(Math.min(...given.map(Number))).toBe(10_001);
    expect(Math.max(...given.map(Number))).toBeLessThanOrEqual(await lastOf(ours));
    const next = Number(await here.next(ours));
    expect(given).not.toContain(String(next));
  });

  it('are fetched twenty at a time, for each clinic by itself', async () => {
    const numbers = new FileNumbers(api.deps);
    const theirs = { clinicId: (await api.newClinic()).id };
    for (let number = 0; number < 20; number += 1) await numbers.next(ours);
    expect([await lastOf(ours), await lastOf(theirs)]).toEqual([10_020, 10_000]);
    await numbers.next(ours);
    expect(await lastOf(ours)).toBe(10_040);
  });

  it('are fetched again after they could not be fetched', async () => {
    const numbers = new FileNumbers(api.deps);
    await api.asOwner('revoke update on clinic_feed_head from clinic_app');
    await expect(numbers.next(ours)).rejects.toThrow();
    await api.asOwner('grant update on clinic_feed_head to clinic_app');
    expect(await numbers.next(ours)).toBe('10001');
  });
});
