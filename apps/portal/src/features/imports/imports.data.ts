import type { ApiClient } from '@clinic/api-client';
import {
  listImportRows,
  listImports,
  readImport,
  startImport,
  undoImport,
  type ImportAction,
  type ImportBatch,
  type ImportRow,
  type OutputOf,
} from '@clinic/contracts';
import { notFound, type Ids } from '@clinic/core';
import type { LoaderFunctionArgs } from 'react-router';
import type { ReadableFile } from './readable-file.ts';

export type ImportPage = { items: readonly ImportBatch[]; nextCursor: string | null };
export type RowPage = { items: readonly ImportRow[]; nextCursor: string | null };
export type Undone = OutputOf<typeof undoImport>;

type Deps = { api: ApiClient; ids: Ids };
type RowQuestion = {
  id: string;
  limit: number;
  action?: ImportAction | undefined;
  cursor?: string | undefined;
};
type Start = { isDryRun: boolean; key: string };

const IMPORTS = 25;

/** What the pages of imports ask the server. A file is held by its page alone: neither its content nor its name stands in an address. */
export class ImportsData {
  private readonly api: ApiClient;
  private readonly ids: Ids;

  constructor({ api, ids }: Deps) {
    this.api = api;
    this.ids = ids;
  }

  /** A key for one wish: sent again with it, a file is not imported twice. */
  newKey(): string {
    return this.ids.next();
  }

  list({ request }: LoaderFunctionArgs): Promise<ImportPage> {
    return this.api.call(listImports, { query: { limit: IMPORTS }, signal: request.signal });
  }

  listMore(cursor: string): Promise<ImportPage> {
    return this.api.call(listImports, { query: { limit: IMPORTS, cursor } });
  }

  async load({ params, request }: LoaderFunctionArgs): Promise<ImportBatch> {
    const id = params['id'];
    if (id === undefined) throw notFound('Import');
    return this.read(id, request.signal);
  }

  read(id: string, signal: AbortSignal): Promise<ImportBatch> {
    return this.api.call(readImport, { params: { id }, signal });
  }

  rows({ id, limit, action, cursor }: RowQuestion): Promise<RowPage> {
    return this.api.call(listImportRows, {
      params: { id },
      query: {
        limit,
        ...(action === undefined ? {} : { action }),
        ...(cursor === undefined ? {} : { cursor }),
      },
    });
  }

  start({ content, sentAs }: ReadableFile, { isDryRun, key }: Start): Promise<ImportBatch> {
    return this.api.call(startImport, {
      query: { dryRun: isDryRun, fileName: sentAs },
      file: content,
      idempotencyKey: key,
    });
  }

  undo(id: string): Promise<Undone> {
    return this.api.call(undoImport, { params: { id }, body: {} });
  }
}
