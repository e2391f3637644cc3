type Waiting<Item> = { item: Item; resolve: () => void; reject: (error: unknown) => void };

/** Never more rows than this in one statement; what is above goes into the next. */
const LARGEST_BATCH = 500;

/** What joins later than this goes into the next batch. */
const LONGEST_WAIT_MS = 2;

export type GroupCommit<Item> = {
  /** Resolves when the item is committed, rejects when its batch could not be. */
  add(group: string, item: Item): Promise<void>;
  /** Says that an item is about to be added: a batch waits for it, two milliseconds at most. Call what it returns once, before `add`. */
  announce(group: string): () => void;
  /** Resolves when everything added so far is written or has failed. */
  idle(): Promise<void>;
};

/** Who is about to add something, by group. */
class Announcements {
  private readonly counts = new Map<string, number>();
  private readonly waiting = new Map<string, () => void>();

  announce(group: string): () => void {
    this.counts.set(group, (this.counts.get(group) ?? 0) + 1);
    return () => {
      const left = (this.counts.get(group) ?? 1) - 1;
      if (left > 0) {
        this.counts.set(group, left);
        return;
      }
      this.counts.delete(group);
      this.waiting.get(group)?.();
    };
  }

  isExpecting(group: string): boolean {
    return this.counts.has(group);
  }

  /** Resolves when nobody is about to add any more, or after the longest wait. */
  async gathered(group: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LONGEST_WAIT_MS);
      this.waiting.set(group, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.waiting.delete(group);
  }
}

/**
 * Writes many small things in few commits: a write starts at once when none runs for that group and nobody has announced
 * another item, and whatever arrives meanwhile is the next one. A quiet caller waits for one commit; fifty busy ones
 * share it. Groups (clinics) do not wait for each other.
 */
export const createGroupCommit = <Item>(
  write: (group: string, items: readonly Item[]) => Promise<void>,
): GroupCommit<Item> => {
  const queues = new Map<string, Waiting<Item>[]>();
  const running = new Map<string, Promise<void>>();
  const announcements = new Announcements();

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
      if (announcements.isExpecting(group)) await announcements.gathered(group);
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
    announce: (group) => announcements.announce(group),
    idle: async () => {
      await Promise.all(running.values());
    },
  };
};
