import type { Mount, MountStream } from '@clinic/http';
import type { Router } from 'express';
import { importsRoutes } from './imports.routes.ts';
import { ImportsService, type ImportsDeps } from './imports.service.ts';

export { ImportLock } from './import-lock.ts';
export { ImportRunner, type ImportFile, type RunProgress } from './import-runner.ts';
export { ImportUndo, type Undone } from './import-undo.ts';
export type { RunTally } from './run-tally.ts';

/** Bringing in patients and visits from elsewhere. The command line imports with the same engine. */
export const importsFeature = (
  deps: ImportsDeps,
  mounts: { mount: Mount; mountStream: MountStream },
): Router => importsRoutes(new ImportsService(deps), mounts);
