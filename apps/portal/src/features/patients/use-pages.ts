import { useState } from 'react';
import { useFetcher } from 'react-router';

type Page<Item> = { items: readonly Item[]; nextCursor: string | null };

type Pages<Item> = { items: readonly Item[]; more: (() => void) | undefined; isBusy: boolean };

/** Adds the pages that were asked for to the first one. A reload of the first starts again from it. */
export const usePages = <Item>(first: Page<Item>, pathOf: (cursor: string) => string): Pages<Item> => {
  const fetcher = useFetcher<Page<Item>>();
  const start = { first, last: fetcher.data, items: first.items, nextCursor: first.nextCursor };
  const [state, setState] = useState(start);
  if (state.first !== first) setState(start);
  else if (fetcher.data && fetcher.data !== state.last) {
    const { items, nextCursor } = fetcher.data;
    setState({ first, last: fetcher.data, items: [...state.items, ...items], nextCursor });
  }
  const { nextCursor } = state;
  const more = nextCursor === null ? undefined : () => void fetcher.load(pathOf(nextCursor));
  return { items: state.items, more, isBusy: fetcher.state !== 'idle' };
};
