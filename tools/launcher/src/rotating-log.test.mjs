import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../embedded-postgres/src/index.mjs';
import { RotatingLog } from './rotating-log.mjs';
import { Supervisor } from './supervisor.mjs';

/** @type {string} */
let folder;
/** @type {string} */
let path;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rotating-log-'));
  path = join(folder, 'api.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} name */
const read = (name) => readFileSync(join(folder, name), 'utf8');

describe('a log that is kept small', () => {
  it('begins a new file when one is full, and keeps as many as it should', () => {
    const log = new RotatingLog(path, { bytes: 10, files: 3 });
    for (let number = 1; number <= 9; number += 1) log.write(Buffer.from(`line ${number}\n`));
    expect(readdirSync(folder).sort()).toEqual(['api.log', 'api.log.1', 'api.log.2']);
    expect(['api.log.2', 'api.log.1', 'api.log'].map(read)).toEqual([
      'line 5\nline 6\n',
      'line 7\nline 8\n',
      'line 9\n',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('divides no line between two files, however it arrives', () => {
    const log = new RotatingLog(path, { bytes: 4, files: 2 });
    for (const text of ['a long', ' line', ' of three\nnext', ' line\nlast\n']) log.write(Buffer.from(text));
    expect([read('api.log.1'), read('api.log')]).toEqual(['next line\n', 'last\n']);
  });

  it('goes on with a file that is there, and counts what is in it', () => {
    new RotatingLog(path, { bytes: 10, files: 2 }).write(Buffer.from('from before\n'));
    new RotatingLog(path, { bytes: 10, files: 2 }).write(Buffer.from('now\n'));
    expect([read('api.log.1'), read('api.log')]).toEqual(['from before\n', 'now\n']);
  });
});

const LINES = 40_000;

/** As a program would log, as fast as it can, and then ends. */
const CHATTER = `
  for (let line = 1; line <= ${LINES}; line += 1) process.stdout.write(JSON.stringify({ line, text: 'x'.repeat(line % 90) }) + '\\n');
`;

describe('the log of a running program', () => {
  it('loses no line while its files change', async () => {
    const writer = spawn(
      process.execPath,
      [join(import.meta.dirname, 'log-writer.mjs'), path, '100000', '99'],
      {
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
    const program = spawn(process.execPath, ['-e', CHATTER], { stdio: ['ignore', writer.stdin, 'inherit'] });
    writer.stdin.destroy();
    await waitUntil(() => readdirSync(folder).length > 0, 20_000);
    writer.kill('SIGTERM');
    await Promise.all([once(program, 'exit'), once(writer, 'exit')]);
    const names = readdirSync(folder).sort((a, b) => Number(b.slice(8)) - Number(a.slice(8)));
    expect(names.length).toBeGreaterThan(10);
    const lines = names.flatMap((name) => read(name).trimEnd().split('\n'));
    expect(lines.map((line) => JSON.parse(line).line)).toEqual(
      Array.from({ length: LINES }, (_, index) => index + 1),
    );
    for (const name of names)
      expect(statSync(join(folder, name)).size).toBeLessThan(100_000 + 64 * 1024 + 200);
  });

  it('is whole when the program has been ended', async () => {
    const script = join(folder, 'program.mjs');
    writeFileSync(
      script,
      `process.on('SIGTERM', () => { console.log('last words'); process.exit(0); });
       console.log('listening'); setInterval(() => {}, 1000);`,
    );
    const supervisor = new Supervisor({
      name: 'api',
      script,
      environment: () => process.env,
      logFile: path,
      errorFile: join(folder, 'api.stderr.log'),
      readyUrl: 'http://127.0.0.1:1/',
      onChange: () => undefined,
      notify: () => undefined,
    });
    supervisor.start();
    await waitUntil(
      () => readdirSync(folder).includes('api.log') && read('api.log').includes('listening'),
      20_000,
    );
    await supervisor.stop(20_000);
    expect(read('api.log')).toBe('listening\nlast words\n');
    expect(read('api.stderr.log')).toBe('');
  });
});
