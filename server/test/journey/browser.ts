import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const places = [process.env.WF_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine, or `null`: then the journeys are skipped and say so. */
export const chromiumPath = places.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;

export const missingBrowser =
  'Chromium is not installed here (Debian: apt-get install chromium): browser journeys are skipped.';

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

export type Counted = {
  page: Page;
  context: BrowserContext;
  keys(): Promise<string[]>;
  pointers(): Promise<number>;
  errors: string[];
};

/** A page that records every key and pointer press, and every error that nobody caught. */
export async function countedPage(
  browser: Browser,
  options: { colorScheme?: 'dark' | 'light'; width?: number; height?: number } = {},
): Promise<Counted> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'dark',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  await context.addInitScript({ content: recorder });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const presses = async () => Presses.parse(await page.evaluate('window.wfPresses'));
  return {
    page,
    context,
    errors,
    keys: async () => (await presses()).keys,
    pointers: async () => (await presses()).pointers,
  };
}
