import { formatFiles, generateFiles } from '@nx/devkit';
import path from 'node:path';
import { insertLine } from './insert-line.mjs';
import { joinsOf } from './joins.mjs';
import { namesOf } from './names.mjs';

const templates = path.join(import.meta.dirname, '../files/feature');

/** @param {import('@nx/devkit').Tree} tree */
const nextMigration = (tree) => {
  const numbers = tree.children('libs/database/migrations').map((file) => Number(file.slice(0, 4)));
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
};

/**
 * Writes a domain on both sides and joins it to the app: `npx nx g feature referrals`.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, singular?: string }} options
 */
export default async function feature(tree, options) {
  const names = namesOf(options.name, options.singular);
  const contract = `libs/contracts/src/${names.plural}.contract.ts`;
  if (tree.exists(contract)) throw new Error(`There is a domain ${names.plural} already: ${contract}`);
  generateFiles(tree, templates, '.', { ...names, migration: nextMigration(tree) });
  for (const join of joinsOf(names)) insertLine(tree, join);
  await formatFiles(tree);
}
