import type { ApiClient } from '@clinic/api-client';
import { listPatients, type PatientSummary } from '@clinic/contracts';
import type { LoaderFunctionArgs } from 'react-router';

export type PutAwayPage = { items: readonly PatientSummary[]; nextCursor: string | null };

const PAGE = 25;

/** Loads the files that are put away, newest first, a page at a time. */
export const putAwayLoader =
  (api: ApiClient) =>
  ({ request }: LoaderFunctionArgs): Promise<PutAwayPage> => {
    const cursor = new URL(request.url).searchParams.get('cursor');
    return api.call(listPatients, {
      query: { archived: true, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      signal: request.signal,
    });
  };
