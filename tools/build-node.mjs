// Bundles a server app for Node: our own packages go in, packages of the registry stay outside.
// Usage: node tools/build-node.mjs apps/api  ->  apps/api/dist/main.js, and one file for each src/*.command.ts
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(process.argv[2] ?? '.');
const source = path.join(project, 'src');
const outdir = path.join(project, 'dist');

/** The registry's packages are installed beside the bundle; bundling them would hide their licences and their fixes. */
const registryStaysOutside = {
  name: 'registry-stays-outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./#]/ }, ({ path: specifier, kind }) =>
      kind === 'entry-point' || specifier.startsWith('@clinic/') ? undefined : { external: true },
    );
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(source)
    .filter((file) => file === 'main.ts' || file.endsWith('.command.ts'))
    .map((file) => path.join(source, file)),
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [registryStaysOutside],
});
