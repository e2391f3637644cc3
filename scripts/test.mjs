// npm test: lint, types, tests, builds and journeys of every project; see tools/launcher.
import { resolve } from 'node:path';
import { test } from '../tools/launcher/src/test.mjs';

await test(resolve(import.meta.dirname, '..'), process.argv.slice(2));
