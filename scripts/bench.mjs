// npm run bench -- [--patients N]... [NAME...]: builds the API and measures it (see apps/bench/README.md).
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

process.exitCode =
  run('scripts/build-node.mjs', 'apps/api') ||
  run('--import', 'tsx', 'apps/bench/src/main.ts', ...process.argv.slice(2));
