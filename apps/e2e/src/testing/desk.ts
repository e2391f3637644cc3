import { findBrowser } from '@clinic/browser';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { accountsOf, addressOf, type Account, type Place, type Role } from './system.ts';

/** What went on in a browser that nobody should see, and what left it. */
export type Watch = {
  /** Console errors, exceptions, violations of the content security policy, answers with 5xx. */
  troubles: string[];
  /** Every address that was asked for. */
  addresses: string[];
  /** Every line of the console. */
  said: string[];
};

/** One person at one browser. */
export type Desk = Watch & {
  context: BrowserContext;
  page: Page;
  account: Account | undefined;
  /** Asks the API as whoever is signed in, to arrange what a journey begins with. */
  ask: <T>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<T>;
};

export type DeskOptions = BrowserContextOptions & {
  /** Signs in before the first page; nobody is signed in without. */
  role?: Role;
  /** Of the other demo clinic. */
  isElsewhere?: boolean;
};

const PATIENCE_MS = 45_000;

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({ ...(await findBrowser()), timeout: 120_000 });

// A refusal is an answer: the browser writes each 4xx to its console, and pages say it in their own words.
const isRefusal = (text: string): boolean => /^Failed to load resource: .* status of 4\d\d/.test(text);

// The browser's word on a slow machine: the font came, the first paint that needs it took longer.
const isSlowPaint = (text: string): boolean => text.includes('was preloaded using link preload but not used');

const watch = async (context: BrowserContext): Promise<Watch> => {
  const found: Watch = { troubles: [], addresses: [], said: [] };
  await context.exposeBinding(
    'noteViolation',
    (_, text: string) => void found.troubles.push(`policy: ${text}`),
  );
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sourceFile } = event;
      Reflect.apply(Reflect.get(window, 'noteViolation'), window, [
        `${effectiveDirective} ${blockedURI} ${sourceFile}`,
      ]);
    });
  });
  context.on('request', (request) => found.addresses.push(request.url()));
  context.on('response', (response) => {
    if (response.status() >= 500)
      found.troubles.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  context.on('console', (message) => {
    found.said.push(message.text());
    const isTrouble = message.type() === 'error' || message.type() === 'warning';
    if (isTrouble && !isRefusal(message.text()) && !isSlowPaint(message.text()))
      found.troubles.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => found.troubles.push(`exception: ${error.error().message}`));
  return found;
};

/** The account of a role in the clinic that is busy now, or in the other one. */
export const accountOf = (place: Place, clinic: string, role: Role, isElsewhere = false): Account => {
  const account = accountsOf(place).find(
    (one) => one.role === role && (one.clinic === clinic) !== isElsewhere,
  );
  if (!account) throw new Error(`There is no ${role}`);
  return account;
};

const asker =
  (context: BrowserContext): Desk['ask'] =>
  async (method, path, body, headers = {}) => {
    const answer = await context.request.fetch(`/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { data: body }),
      timeout: PATIENCE_MS,
    });
    // The body of a refusal may name somebody: its code says enough.
    if (!answer.ok())
      throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.status() === 204 ? undefined : await answer.json();
  };

/** Opens a desk; with a role its session is there before the first page. */
export const openDesk = async (
  browser: Browser,
  place: Place,
  clinic: string,
  { role, isElsewhere, ...options }: DeskOptions,
): Promise<Desk> => {
  const context = await browser.newContext({
    baseURL: addressOf(place),
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const watched = await watch(context);
  const account = role && accountOf(place, clinic, role, isElsewhere);
  const ask = asker(context);
  if (account) await ask('POST', '/auth/login', { email: account.email, password: account.password });
  return { ...watched, context, page: await context.newPage(), account, ask };
};
