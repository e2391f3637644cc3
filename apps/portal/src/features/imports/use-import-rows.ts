import type { ImportAction, ImportRow } from '@clinic/contracts';
import { useEffect, useState } from 'react';
import type { ImportsData, RowPage } from './imports.data.ts';
import { refusalOf, type RefusalName } from './refusal.ts';

type Question = { id: string; limit: number; action: ImportAction | undefined };

export type ImportRows = {
  /** `undefined` until the first page is there. Old rows stay while new ones come. */
  items: readonly ImportRow[] | undefined;
  hasMore: boolean;
  isBusy: boolean;
  failure: RefusalName | undefined;
  more: () => void;
  again: () => void;
};

type Seen = { page: RowPage | undefined; isBusy: boolean; failure: RefusalName | undefined };

/** The rows of an import, page by page, all or those of one kind. */
export const useImportRows = (data: ImportsData, { id, limit, action }: Question): ImportRows => {
  const [seen, setSeen] = useState<Seen>({ page: undefined, isBusy: false, failure: undefined });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isGone = false;
    data.rows({ id, limit, action }).then(
      (page) => !isGone && setSeen({ page, isBusy: false, failure: undefined }),
      (error: unknown) => !isGone && setSeen({ page: undefined, isBusy: false, failure: refusalOf(error) }),
    );
    return () => {
      isGone = true;
    };
  }, [data, id, limit, action, attempt]);

  const more = async (page: RowPage, cursor: string): Promise<void> => {
    setSeen({ page, isBusy: true, failure: undefined });
    // What came for another filter meanwhile wins over what was asked before it.
    const settle =
      (next: Seen) =>
      (now: Seen): Seen =>
        now.page === page ? next : now;
    try {
      const next = await data.rows({ id, limit, action, cursor });
      const items = [...page.items, ...next.items];
      const all = { items, nextCursor: next.nextCursor };
      setSeen(settle({ page: all, isBusy: false, failure: undefined }));
    } catch (error) {
      setSeen(settle({ page, isBusy: false, failure: refusalOf(error) }));
    }
  };

  const { page } = seen;
  const cursor = page?.nextCursor ?? undefined;
  return {
    items: page?.items,
    hasMore: cursor !== undefined,
    isBusy: seen.isBusy,
    failure: seen.failure,
    more: () => page && cursor !== undefined && void more(page, cursor),
    again: () => setAttempt(attempt + 1),
  };
};
