// npm start: see tools/launcher. Runs on a fresh clone, before anything is installed.
import { resolve } from 'node:path';
import { start } from '../tools/launcher/src/start.mjs';

await start(resolve(import.meta.dirname, '..'));
