import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// Beside the bundle in an image, in the library of the workspace otherwise.
const PLACES = ['migrations', '../migrations', '../../../libs/database/migrations'];

/** The folder of the migration files, seen from the running module. @throws Error when there is none. */
export const findMigrations = async (modulePath: string): Promise<string> => {
  for (const place of PLACES) {
    const folder = join(dirname(modulePath), place);
    const isThere = await access(folder).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  throw new Error('The migration files are missing');
};
