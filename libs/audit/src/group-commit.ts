type Waiting<Item> = { item: Item; resolve: () => void; reject: (error: unknown) => void };

/** Never more rows than this in one statement; what is above goes into the next. */
const LARGEST_BATCH = 500;

export type GroupCommit<Item> = {
  /** Resolves when the item is committed, rejects when its batch could not be. */
  add(group: string, item: Item): Promise<void>;
  /** Resolves when everything added so far is written or has failed. */
  idle(): Promise<void>;
};

/**
 * Writes many small things in few commits without a timer: a write starts at once when none runs for that group, and
 * whatever arrives meanwhile is the next one. A quiet caller waits for one commit; fifty busy ones share it.
 * Groups (clinics) do not wait for each other.
 */
export const createGroupCommit = <Item>(
  write: (group: string, items: readonly Item[]) => Promise<void>,
): GroupCommit<Item> => {
  const queues = new Map<string, Waiting<Item>[]>();
  const running = new Map<string, Promise<void>>();

  const writeBatch = async (group: string, batch: Waiting<Item>[]): Promise<void> => {
    try {
      await write(
        group,
        batch.map((waiting) => waiting.item),
      );
      for (const waiting of batch) waiting.resolve();
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  };

  const drain = async (group: string): Promise<void> => {
    for (let queue = queues.get(group); queue && queue.length > 0; queue = queues.get(group)) {
      await writeBatch(group, queue.splice(0, LARGEST_BATCH));
    }
    queues.delete(group);
    running.delete(group);
  };

  const add = (group: string, item: Item): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      const queue = queues.get(group);
      if (queue) queue.push({ item, resolve, reject });
      else queues.set(group, [{ item, resolve, reject }]);
      if (!running.has(group)) running.set(group, drain(group));
    });

  return {
    add,
    idle: async () => {
      await Promise.all(running.values());
    },
  };
};
