import { chromium } from 'playwright-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBrowser } from './index.mjs';
import { unpackChromium } from './unpack-chromium.mjs';

afterEach(() => vi.unstubAllEnvs());

/** @param {import('playwright-core').LaunchOptions} found */
const titleOfAPage = async (found) => {
  const browser = await chromium.launch({ ...found, timeout: 30_000 });
  try {
    const page = await browser.newPage();
    await page.goto('data:text/html,<title>Clinic</title><span>Waiting room</span>', { timeout: 15_000 });
    const box = await page.locator('span').boundingBox();
    return { title: await page.title(), hasGlyphs: (box?.width ?? 0) > 20 };
  } finally {
    await browser.close();
  }
};

describe('findBrowser', () => {
  it('finds a browser that opens pages and has letters to write with', async () => {
    expect(await titleOfAPage(await findBrowser())).toEqual({ title: 'Clinic', hasGlyphs: true });
  });

  it('takes the browser that CHROME_PATH names, and says so when it cannot be run', async () => {
    vi.stubEnv('CHROME_PATH', process.execPath);
    expect((await findBrowser()).executablePath).toBe(process.execPath);
    vi.stubEnv('CHROME_PATH', '/nowhere/chrome');
    await expect(findBrowser()).rejects.toThrow('CHROME_PATH names /nowhere/chrome, which cannot be run');
  });

  it('unpacks the browser of npm, which runs with nothing but what came with it', async () => {
    const unpacked = await unpackChromium();
    if (!unpacked) return expect(process.platform === 'linux' && process.arch === 'x64').toBe(false);
    const { executablePath, libraries, fonts } = unpacked;
    const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts, LANG: 'en_US.UTF-8' };
    const found = { executablePath, args: ['--no-sandbox', '--disable-gpu'], env };
    expect(await titleOfAPage(found)).toEqual({ title: 'Clinic', hasGlyphs: true });
    expect(await unpackChromium()).toEqual(unpacked);
  });
});
