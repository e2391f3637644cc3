import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './unpack-chromium.mjs';

/**
 * @typedef {object} Browser what a launcher needs: `chromium.launch(await findBrowser())`
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env the whole environment of the browser
 */

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const IN_PLAYWRIGHT_CACHE = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-linux/headless_shell',
  'chrome-headless-shell-linux64/chrome-headless-shell',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Browsers that Playwright downloaded for something else, newest first. */
const playwrightBrowsers = () => {
  const caches = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'],
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
  ].filter((folder) => folder !== undefined && existsSync(folder));
  return caches.flatMap((cache) =>
    readdirSync(String(cache))
      .filter((name) => name.startsWith('chromium'))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .flatMap((name) => IN_PLAYWRIGHT_CACHE.map((path) => join(String(cache), name, path))),
  );
};

/** Root cannot use the sandbox, and no test machine has a graphics card worth starting a process for. */
const ARGS = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** @param {Record<string, string>} [extra] */
const environment = (extra = {}) => {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  // Without a locale the browser reports `en-US@posix`, which breaks number and date formatting.
  return { ...Object.fromEntries(inherited), LANG: 'en_US.UTF-8', ...extra };
};

/** @returns {string | undefined} */
const chosenByHand = () => {
  const path = process.env['CHROME_PATH'];
  if (!path || isExecutable(path)) return path || undefined;
  throw new Error(`CHROME_PATH names ${path}, which cannot be run`);
};

/**
 * Finds a Chromium: `CHROME_PATH`, an installed one, Playwright's cache, or the one npm installed, unpacked on
 * first use. Downloads nothing.
 * @returns {Promise<Browser>}
 * @throws {Error} with one line that says what to do, when there is none
 */
export async function findBrowser() {
  const path = chosenByHand() ?? [...INSTALLED, ...playwrightBrowsers()].find(isExecutable);
  if (path) return { executablePath: path, args: ARGS, env: environment() };
  const unpacked = await unpackChromium();
  if (!unpacked) {
    throw new Error(
      'No Chromium found: install one (Debian: apt-get install chromium) or set CHROME_PATH to it',
    );
  }
  // Its pages run without the sandbox: it was built for machines that have none.
  const args = [...new Set([...ARGS, '--no-sandbox'])];
  const env = environment({ LD_LIBRARY_PATH: unpacked.libraries, FONTCONFIG_FILE: unpacked.fonts });
  return { executablePath: unpacked.executablePath, args, env };
}
