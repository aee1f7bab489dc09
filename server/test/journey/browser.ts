import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const places = [process.env.WF_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine, or `null`: then the journeys are skipped and say so. */
export const chromiumPath = places.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;

export const missingBrowser =
  'Chromium is not installed here (Debian: apt-get install chromium): browser journeys are skipped.';

/** Starts the browser; each file shares one among its tests. @throws Error when the machine has none. */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error(missingBrowser);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

// Runs in the page. Holding Shift is part of the key that follows.
const recorder = `
  window.wfPresses = { keys: [], pointers: 0 };
  addEventListener('keydown', (event) => event.key !== 'Shift' && window.wfPresses.keys.push(event.key), true);
  addEventListener('pointerdown', () => window.wfPresses.pointers++, true);
`;
const Presses = z.object({ keys: z.array(z.string()), pointers: z.number() });

export type Presses = z.infer<typeof Presses>;

export type Counted = {
  page: Page;
  context: BrowserContext;
  /** What was pressed since the page was loaded or `forget` was called. */
  presses(): Promise<Presses>;
  forget(): Promise<void>;
  /** Errors that nobody caught and those that the console printed, save the refusals that a test expects. */
  errors: string[];
};

export type PageOptions = {
  colorScheme?: 'dark' | 'light';
  width?: number;
  height?: number;
  /** Statuses that the browser may print as "Failed to load resource". */
  refusals?: readonly number[];
};

/** A page of its own session that records every key and pointer press, and every error. */
export async function countedPage(browser: Browser, options: PageOptions = {}): Promise<Counted> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'dark',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  await context.addInitScript({ content: recorder });
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  const errors: string[] = [];
  // Who is not signed in yet is told so with 401; that is how the console learns it.
  const expected = [401, ...(options.refusals ?? [])].map((status) => `status of ${status} `);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.some((text) => message.text().includes(text)))
      errors.push(message.text());
  });
  return {
    page,
    context,
    errors,
    presses: async () => Presses.parse(await page.evaluate('window.wfPresses')),
    forget: () => page.evaluate('window.wfPresses = { keys: [], pointers: 0 }'),
  };
}

/** Presses one key after the other, as fast as a practised hand. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
