import { formatFiles, generateFiles } from '@nx/devkit';
import { applicationGenerator } from '@nx/node';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { insertLine } from './insert-line.mjs';

const require = createRequire(import.meta.url);

/** The first step of Nx's Express generator, found by its own list: it refuses a version of Express it does not know. */
const initExpress = (tree) => {
  const list = require.resolve('@nx/express/generators.json');
  const [file, name] = require(list).generators.init.factory.split('#');
  const { [name]: initGenerator } = require(path.join(path.dirname(list), file));
  return initGenerator(tree, { skipPackageJson: true, skipFormat: true });
};

const templates = path.join(import.meta.dirname, '../files/express-app');

/**
 * Keeps of what was generated the app's own folder, emptied: the generator of Nx also sets up another bundler and
 * editor, which this workspace does not use.
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} folder
 */
const keepOnlyFolder = (tree, folder) => {
  for (const change of tree.listChanges()) {
    if (change.type === 'UPDATE') tree.write(change.path, readFileSync(path.join(tree.root, change.path)));
    else if (change.type === 'CREATE') tree.delete(change.path);
  }
  if (tree.exists(folder)) tree.delete(folder);
};

/**
 * A further Express app: `npx nx g express-app kiosk`. Nx's generators check the version of Express, the name and the
 * place; the files are those of our other apps. The whole generator of `@nx/express` settles for webpack and would fetch
 * a bundler that nobody uses here; its two steps, asked one by one, need nothing that is not installed.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function expressApp(tree, { name }) {
  const folder = `apps/${name}`;
  if (tree.exists(`${folder}/package.json`)) throw new Error(`There is an app ${name} already: ${folder}`);
  await initExpress(tree);
  await applicationGenerator(tree, {
    directory: folder,
    name: `@clinic/${name}`,
    framework: 'express',
    bundler: 'esbuild',
    linter: 'none',
    unitTestRunner: 'none',
    e2eTestRunner: 'none',
    useProjectJson: false,
    skipPackageJson: true,
    skipFormat: true,
  });
  keepOnlyFolder(tree, folder);
  generateFiles(tree, templates, folder, { name });
  // Packages of the registry have owners; this app is one of Express.
  const owners = /(?<=\n {2}express: \[[^\]]*)\]/;
  insertLine(tree, { file: 'tools/eslint/boundaries.mjs', before: owners, lines: `, '${folder}'` });
  await formatFiles(tree);
}
