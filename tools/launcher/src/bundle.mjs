import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Files a program reads beside itself when it runs: from the checkout, into its `dist`. @type {Record<string, [string, string][]>} */
const COMPANIONS = { 'apps/api': [['libs/database/migrations', 'migrations']] };

const ENTRIES = ['src/main.ts', 'src/command.ts'];

/** Our own projects are bundled from their sources; registry packages are found at run time. @type {import('esbuild').Plugin} */
const externalPackages = {
  name: 'external-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@clinic/') ? undefined : { path, external: true },
    );
  },
};

/**
 * Makes `dist/main.js` (and `dist/command.js`) of a server project out of its TypeScript.
 * @param {string} root the checkout
 * @param {string} project its folder in it, as `apps/api`
 */
export async function bundle(root, project) {
  const folder = join(root, project);
  const outdir = join(folder, 'dist');
  const entryPoints = ENTRIES.map((entry) => join(folder, entry)).filter((path) => existsSync(path));
  await build({
    entryPoints,
    outdir,
    absWorkingDir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    plugins: [externalPackages],
    logLevel: 'warning',
  });
  for (const [from, to] of COMPANIONS[project] ?? []) {
    rmSync(join(outdir, to), { recursive: true, force: true });
    if (existsSync(join(root, from))) cpSync(join(root, from), join(outdir, to), { recursive: true });
  }
}
