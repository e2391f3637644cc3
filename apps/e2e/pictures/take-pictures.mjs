// node apps/e2e/pictures/take-pictures.mjs: the pictures of the README, of a demo clinic at half past ten.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../tools/browser/src/index.mjs';

const root = resolve(import.meta.dirname, '../../..');
const target = join(root, 'docs/images');
const ZONE = 'America/New_York';
const HALF_PAST_TEN = 10 * 60 + 34;

/** Milliseconds from now to the minute of today in the clinic's zone. */
const shiftTo = (minuteOfDay) => {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = 0, minute = 0] = text.format(new Date()).split(':').map(Number);
  return (minuteOfDay - hour * 60 - minute) * 60_000;
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
};

const start = async (dataDir, port, shiftMs) => {
  const launcher = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      CLINIC_DATA_DIR: dataDir,
      PORT: String(port),
      API_PORT: String(await freePort()),
      CLOCK_SHIFT_MS: String(shiftMs),
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'shifted-clock.mjs')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of launcher.stdout) {
    process.stdout.write(chunk);
    if (String(chunk).includes('Ctrl-C')) return launcher;
  }
  throw new Error('The system did not start');
};

const take = async (address, { email, password }, shiftMs) => {
  const browser = await chromium.launch(await findBrowser());
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
  });
  context.setDefaultTimeout(60_000);
  await context.request.post('/api/auth/login', { data: { email, password } });
  const page = await context.newPage();
  await page.clock.install({ time: Date.now() + shiftMs });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(target, 'board.png') });
  await page.goto('/calendar');
  await page.getByRole('grid').waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(target, 'calendar.png') });
  await browser.close();
};

const dataDir = mkdtempSync(join(tmpdir(), 'clinic-pictures-'));
const port = await freePort();
const shiftMs = shiftTo(HALF_PAST_TEN);
const launcher = await start(dataDir, port, shiftMs);
try {
  const accounts = JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8'));
  mkdirSync(target, { recursive: true });
  await take(
    `http://localhost:${port}`,
    accounts.find(({ role }) => role === 'receptionist'),
    shiftMs,
  );
} finally {
  launcher.kill('SIGTERM');
  await once(launcher, 'exit');
  rmSync(dataDir, { recursive: true, force: true });
}
