// npm run test:system: checks that need Debian packages, one file each in scripts/system; see tools/launcher.
import { resolve } from 'node:path';
import { testSystem } from '../tools/launcher/src/test-system.mjs';

await testSystem(resolve(import.meta.dirname, '..'), process.argv.slice(2));
