import { describe, expect, it, vi } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

type Batch = { group: string; items: readonly number[]; done: () => void; fail: (error: Error) => void };

/** A writer whose batches end when the test says so. */
const aWriter = () => {
  const batches: Batch[] = [];
  const write = (group: string, items: readonly number[]): Promise<void> =>
    new Promise((done, fail) => batches.push({ group, items, done, fail }));
  return { batches, commits: createGroupCommit<number>(write) };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

const itemsOf = (batches: Batch[]) => batches.map((batch) => [batch.group, ...batch.items]);

describe('what is added', () => {
  it('alone is written at once', () => {
    const { batches, commits } = aWriter();
    void commits.add('a', 1);
    expect(itemsOf(batches)).toEqual([['a', 1]]);
  });

  it('while another is written goes together into the next, in order', async () => {
    const { batches, commits } = aWriter();
    const adds = [1, 2, 3, 4].map((item) => commits.add('a', item));
    expect(itemsOf(batches)).toEqual([['a', 1]]);
    batches[0]?.done();
    await adds[0];
    await turn();
    expect(itemsOf(batches)).toEqual([
      ['a', 1],
      ['a', 2, 3, 4],
    ]);
    batches[1]?.done();
    await Promise.all(adds);
  });

  it('is done when it is written and not before', async () => {
    const { batches, commits } = aWriter();
    let isDone = false;
    const added = commits.add('a', 1).then(() => {
      isDone = true;
    });
    await turn();
    expect(isDone).toBe(false);
    batches[0]?.done();
    await added;
    expect(isDone).toBe(true);
  });

  it('for one group does not wait for another', () => {
    const { batches, commits } = aWriter();
    void commits.add('a', 1);
    void commits.add('b', 2);
    void commits.add('a', 3);
    expect(itemsOf(batches)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('is never more than five hundred at once', async () => {
    const { batches, commits } = aWriter();
    const adds = Array.from({ length: 1_102 }, (_, item) => commits.add('a', item));
    for (let batch = 0; batch < 4; batch += 1) {
      batches[batch]?.done();
      await turn();
    }
    await Promise.all(adds);
    expect(batches.map((batch) => batch.items.length)).toEqual([1, 500, 500, 101]);
    expect(batches.flatMap((batch) => [...batch.items])).toEqual(
      Array.from({ length: 1_102 }, (_, item) => item),
    );
  });
});

describe('what is announced', () => {
  it('is waited for by what was added before it', async () => {
    const { batches, commits } = aWriter();
    const announced = [commits.announce('a'), commits.announce('a')];
    const adds = [commits.add('a', 1)];
    announced[0]?.();
    adds.push(commits.add('a', 2));
    expect(batches).toEqual([]);
    announced[1]?.();
    adds.push(commits.add('a', 3));
    await turn();
    expect(itemsOf(batches)).toEqual([['a', 1, 2, 3]]);
    batches[0]?.done();
    await Promise.all(adds);
  });

  it('is not waited for when it never comes, and by no other group', async () => {
    const { batches, commits } = aWriter();
    commits.announce('a');
    void commits.add('b', 1);
    expect(itemsOf(batches)).toEqual([['b', 1]]);
    void commits.add('a', 2);
    await vi.waitFor(() => expect(itemsOf(batches)).toContainEqual(['a', 2]));
  });

  it('may be taken back', async () => {
    const { batches, commits } = aWriter();
    const takeBack = commits.announce('a');
    void commits.add('a', 1);
    takeBack();
    await turn();
    expect(itemsOf(batches)).toEqual([['a', 1]]);
  });
});

describe('a batch that fails', () => {
  it('fails those who were in it, and nobody else', async () => {
    const { batches, commits } = aWriter();
    const results = [1, 2, 3].map((item) =>
      commits.add('a', item).then(
        () => 'written',
        (error: unknown) => (error as Error).message,
      ),
    );
    batches[0]?.done();
    await turn();
    batches[1]?.fail(new Error('The disk is full'));
    await turn();
    const later = commits.add('a', 4);
    await turn();
    batches[2]?.done();
    await later;
    expect(await Promise.all(results)).toEqual(['written', 'The disk is full', 'The disk is full']);
  });

  it('before it began fails in the same way', async () => {
    const commits = createGroupCommit<number>(() => {
      throw new Error('Not even begun');
    });
    await expect(commits.add('a', 1)).rejects.toThrow('Not even begun');
    await expect(commits.add('a', 2)).rejects.toThrow('Not even begun');
  });
});

describe('being idle', () => {
  it('is when everything added so far is written or has failed', async () => {
    const { batches, commits } = aWriter();
    await commits.idle();
    const adds = [commits.add('a', 1), commits.add('a', 2), commits.add('b', 3)];
    adds[2]?.catch(() => undefined);
    let isIdle = false;
    const idle = commits.idle().then(() => {
      isIdle = true;
    });
    batches[0]?.done();
    batches[1]?.fail(new Error('Lost'));
    await turn();
    expect(isIdle).toBe(false);
    batches[2]?.done();
    await idle;
    expect(isIdle).toBe(true);
  });
});
