import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { chromiumPath, missingBrowser } from '../test/journey/browser.ts';

/** How many times slower the processor of the measured page seems. */
export const slowDown = 4;

export async function openChromium(): Promise<Browser> {
  if (chromiumPath === null) throw new Error(missingBrowser);
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
}

export type SlowPage = { page: Page; devtools: CDPSession; close(): Promise<void> };

// Runs in the page, before its own scripts.
const observer = `
  window.wfSeen = { lcpMs: 0, interactions: {} };
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.wfSeen.lcpMs = one.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      if (one.interactionId) window.wfSeen.interactions[one.interactionId] = Math.max(window.wfSeen.interactions[one.interactionId] ?? 0, one.duration);
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 });
`;
const Seen = z.object({ lcpMs: z.number(), interactions: z.record(z.string(), z.number()) });

/** A page with a slowed processor and an empty cache, signed in by the cookie. */
export async function slowPage(browser: Browser, address: string, cookie: string): Promise<SlowPage> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: address }]);
  await context.addInitScript({ content: observer });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  return { page, devtools, close: () => context.close() };
}

/** What the page measured of itself: largest contentful paint, and each interaction of 16 ms or more, in ms. */
export async function seenBy(page: Page): Promise<{ lcpMs: number; interactionsMs: number[] }> {
  const seen = Seen.parse(await page.evaluate('window.wfSeen'));
  return { lcpMs: seen.lcpMs, interactionsMs: Object.values(seen.interactions) };
}

/** Counts bytes of scripts as they came over the wire, compressed. */
export function countScriptBytes(devtools: CDPSession): () => number {
  const scripts = new Set<string>();
  let bytes = 0;
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes;
}
