import type { ApiClient } from '@clinic/api-client';
import { searchPatients } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import type { ActionFunctionArgs } from 'react-router';
import type { FindOutcome } from '#people';

const PAGE = 20;

const askedOf = (value: unknown): { query: string; cursor: string | undefined } => {
  const found = new Map<string, unknown>(Object.entries(value ?? {}));
  const [query, cursor] = [found.get('query'), found.get('cursor')];
  return {
    query: typeof query === 'string' ? query : '',
    cursor: typeof cursor === 'string' ? cursor : undefined,
  };
};

/** Finds patients by what was typed, which travels in the body: never in an address. */
export const findPatientsAction =
  (api: ApiClient) =>
  async ({ request }: ActionFunctionArgs): Promise<FindOutcome> => {
    const { query, cursor } = askedOf(await request.json());
    try {
      const { items, nextCursor } = await api.call(searchPatients, {
        body: { query: query.slice(0, 200), limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        signal: request.signal,
      });
      return { outcome: 'found', query, items, nextCursor, isMore: cursor !== undefined };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      return { outcome: 'failed', failure: error.code === 'unavailable' ? 'offline' : 'failed' };
    }
  };
