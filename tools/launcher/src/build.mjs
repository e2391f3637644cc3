import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.mjs';

/** @typedef {{ folder: string, otherSide: string, output: string, command: string[], cwd: string }} Program */

/** @type {Record<'api' | 'portal' | 'portal-server', Program>} */
const PROGRAMS = {
  api: {
    folder: 'apps/api',
    otherSide: 'scope:client',
    output: 'dist/main.js',
    command: ['scripts/build-node.mjs', 'apps/api'],
    cwd: '.',
  },
  'portal-server': {
    folder: 'apps/portal-server',
    otherSide: 'scope:client',
    output: 'dist/main.js',
    command: ['scripts/build-node.mjs', 'apps/portal-server'],
    cwd: '.',
  },
  portal: {
    folder: 'apps/portal',
    otherSide: 'scope:server',
    output: 'dist/index.html',
    command: ['../../node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    cwd: 'apps/portal',
  },
};

const ROOT_FILES = ['package-lock.json', 'tsconfig.base.json', 'tools/launcher/src/bundle.mjs'];
const NOT_SOURCE = new Set(['node_modules', 'dist', 'out-tsc', 'coverage', 'README.md']);

/** @param {string} folder @returns {string[]} every source file below, in one order */
const sourceFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCE.has(name) && !/\.test\.\w+$|\.timestamp-/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    });

/** @param {string} folder @returns {string[]} */
const tagsOf = (folder) => {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).nx?.tags ?? []) : [];
};

/** @param {string} root @param {Program} program */
const hashInputs = (root, { folder, otherSide, command }) => {
  const libs = readdirSync(join(root, 'libs'))
    .sort()
    .map((name) => join(root, 'libs', name))
    .filter((lib) => !tagsOf(lib).includes(otherSide));
  const files = [
    ...ROOT_FILES.map((file) => join(root, file)),
    ...[join(root, folder), ...libs].flatMap(sourceFiles),
  ];
  const hash = createHash('sha256').update(command.join(' '));
  for (const file of files.filter((path) => existsSync(path))) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

/**
 * Builds a program unless its sources are those it was built from last.
 * @param {string} root
 * @param {keyof typeof PROGRAMS} name
 * @param {import('./closers.mjs').Closers} closers
 * @returns {Promise<boolean>} whether it had to be built
 */
export async function ensureBuilt(root, name, closers) {
  const program = PROGRAMS[name];
  const stampFolder = join(root, 'node_modules/.cache/clinic');
  const stamp = join(stampFolder, `${name}.built`);
  const inputs = hashInputs(root, program);
  const isBuilt = existsSync(join(root, program.folder, program.output));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return false;
  await runChild(process.execPath, program.command, {
    cwd: join(root, program.cwd),
    // A production build, however the rest is run.
    env: { ...process.env, NODE_ENV: 'production' },
    closers,
    what: `building ${name}`,
  });
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(stamp, inputs);
  return true;
}

/**
 * @param {string} root
 * @param {(keyof typeof PROGRAMS)[]} names
 * @param {import('./closers.mjs').Closers} closers
 * @returns {Promise<string>} what was done, in words
 */
export async function ensureAllBuilt(root, names, closers) {
  const built = await Promise.all(names.map((name) => ensureBuilt(root, name, closers)));
  const fresh = names.filter((_, index) => built[index]);
  return fresh.length > 0 ? `${fresh.join(' and ')} built` : 'unchanged';
}
