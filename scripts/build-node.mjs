// Bundles a server project: node scripts/build-node.mjs apps/api
import { resolve } from 'node:path';
import { bundle } from '../tools/launcher/src/bundle.mjs';

const root = resolve(import.meta.dirname, '..');
const project = process.argv[2];
if (!project) throw new Error('Name the project, as in: node scripts/build-node.mjs apps/api');
// The bundler has printed what is wrong; a stack would only bury it.
await bundle(root, project).catch(() => process.exit(1));
