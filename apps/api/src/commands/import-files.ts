import { createReadStream } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { orderFiles } from '@clinic/import';
import type { ImportFile } from '#api/features/imports/index.ts';

/** What a person did wrong, in a sentence for them. */
export class ImportPathError extends Error {}

export type FoundFiles = { files: ImportFile[]; bytes: number };

const ENDINGS = new Set(['.csv', '.tsv', '.txt', '.ndjson', '.jsonl', '.json']);

const isImportable = (name: string): boolean =>
  ENDINGS.has(path.extname(name).toLowerCase()) && !path.basename(name).startsWith('.');

const checkReadable = async (file: string): Promise<number> => {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).size;
  } catch {
    throw new ImportPathError(`${file} cannot be read`);
  }
};

const listFolder = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isImportable(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
};

/** The files of a path, what others point at first. A folder is looked through to its depths. @throws ImportPathError */
export const findImportFiles = async (place: string): Promise<FoundFiles> => {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new ImportPathError(`There is no file or folder ${place}`);
  const folder = found.isDirectory() ? place : path.dirname(place);
  const names = found.isDirectory()
    ? orderFiles(await listFolder(place).catch(() => []))
    : [path.basename(place)];
  if (names.length === 0) {
    throw new ImportPathError(`There is nothing to import in ${place}: no ${[...ENDINGS].join(', ')}`);
  }
  let bytes = 0;
  for (const name of names) bytes += await checkReadable(path.join(folder, name));
  return {
    files: names.map((name) => ({ name, open: () => createReadStream(path.join(folder, name)) })),
    bytes,
  };
};
