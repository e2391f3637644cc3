import { listImportRows, listImports, readImport, startImport, undoImport } from '@clinic/contracts';
import type { Mount, MountStream } from '@clinic/http';
import { Router } from 'express';
import type { ImportsService } from './imports.service.ts';

const LIMIT_BYTES = 100 * 1024 * 1024;

export const importsRoutes = (
  service: ImportsService,
  { mount, mountStream }: { mount: Mount; mountStream: MountStream },
): Router => {
  const router = Router();
  mountStream(router, startImport, {
    types: startImport.uploads,
    limitBytes: LIMIT_BYTES,
    handler: ({ context, query, upload, write }) =>
      service.start(context, {
        fileName: query.fileName ?? 'upload',
        isDryRun: query.dryRun,
        upload,
        write,
      }),
  });
  mount(router, listImports, async ({ context, query }) => ({ output: await service.list(context, query) }));
  mount(router, readImport, async ({ context, params }) => ({
    output: await service.find(context, params.id),
  }));
  mount(router, listImportRows, async ({ context, params, query }) => ({
    output: await service.listRows(context, { ...query, id: params.id }),
  }));
  mount(router, undoImport, ({ context, params, write }) => service.undo(context, params.id, write));
  return router;
};
