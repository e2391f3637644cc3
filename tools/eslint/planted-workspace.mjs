// A copy of this workspace's bones in a temporary folder: its real configuration and projects, without their sources.
// What is planted there is judged by the real command, and the checkout is never touched.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const workspaceRoot = path.resolve(import.meta.dirname, '../..');

const rootFiles = [
  'package.json',
  '.prettierrc.json',
  'vitest.shared.ts',
  'package-lock.json',
  'nx.json',
  'tsconfig.base.json',
  'eslint.config.mjs',
  '.gitignore',
];
const projectFiles = ['package.json', 'tsconfig.json'];

const projects = () =>
  ['apps', 'libs', 'tools'].flatMap((place) =>
    readdirSync(path.join(workspaceRoot, place), { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() && existsSync(path.join(workspaceRoot, place, entry.name, 'package.json')),
      )
      .map((entry) => `${place}/${entry.name}`),
  );

const made = /(^|\/)(node_modules|dist|out-tsc|coverage|\.vite)$/;
const isSource = (file) => !made.test(path.relative(workspaceRoot, file));

const copy = (root, file) => {
  const from = path.join(workspaceRoot, file);
  if (existsSync(from)) cpSync(from, path.join(root, file), { recursive: true, filter: isSource });
};

/** The registry's packages are shared with the checkout; the workspace's own must be those of the copy. */
const linkPackages = (root) => {
  const modules = path.join(root, 'node_modules');
  mkdirSync(path.join(modules, '@clinic'), { recursive: true });
  for (const entry of readdirSync(path.join(workspaceRoot, 'node_modules'))) {
    if (entry === '@clinic' || entry.startsWith('.vite')) continue;
    symlinkSync(path.join(workspaceRoot, 'node_modules', entry), path.join(modules, entry));
  }
  for (const project of projects()) {
    const { name } = JSON.parse(readFileSync(path.join(root, project, 'package.json'), 'utf8'));
    symlinkSync(path.join(root, project), path.join(modules, name));
  }
};

// A run inside another run of nx must not take the outer one's settings for its own.
const outerSettings = /^(NX_|VITEST|VITE_|NODE_OPTIONS)/;

export const cleanEnvironment = () => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !outerSettings.test(name))),
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  CI: 'true',
  NO_COLOR: '1',
});

/**
 * @param {{ hasSources?: boolean }} [options] whether the projects come with their sources or as bare bones
 * @returns {{ root: string, plant(file: string, text: string): void, run(command: string, ...args: string[]): { code: number | null, output: string }, remove(): void }}
 */
export const plantedWorkspace = ({ hasSources = false } = {}) => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'clinic-workspace-'));
  for (const file of [...rootFiles, 'tools/eslint']) copy(root, file);
  for (const project of projects()) {
    if (hasSources) copy(root, project);
    else for (const file of projectFiles) copy(root, `${project}/${file}`);
  }
  linkPackages(root);
  return {
    root,
    plant: (file, text) => {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    },
    run: (command, ...args) => {
      const { status, stdout, stderr } = spawnSync(path.join(root, 'node_modules/.bin', command), args, {
        cwd: root,
        env: cleanEnvironment(),
        encoding: 'utf8',
      });
      return { code: status, output: `${stdout}${stderr}` };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
