// npm run import, npm run migrate, ...: node scripts/run-command.mjs NAME ARGUMENTS...; see tools/launcher.
import { resolve } from 'node:path';
import { command } from '../tools/launcher/src/command.mjs';

await command(resolve(import.meta.dirname, '..'), process.argv.slice(2));
