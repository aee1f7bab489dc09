import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chromiumPath, countedPage, missingBrowser, openBrowser, press } from './browser.ts';
import { type Console, openConsole } from './console.ts';
import { queueOf } from './queue.ts';
import { leaksOf, overflow, settled, violations } from './read-page.ts';
import { type Story, tellStory, wazuhEvent } from './story.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let house: Console;
let story: Story;

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole();
  story = await tellStory(house);
  await house.addUser('rosa', 'readonly');
  await house.addUser('carl', 'customer', [story.customers.get('harbor') ?? 0]);
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

journey('what comes while the queue is open waits in the footer and moves no row; n lets it in', async () => {
  const { page, errors } = await countedPage(browser);
  await house.signIn(page);
  const queue = queueOf(page);
  await queue.selected.waitFor();
  await settled(page);
  const before = await queue.titles();
  const at = new Date();
  await story.ingest([
    wazuhEvent({
      id: 'fresh-1',
      customerCode: 'kestrel',
      ruleId: '100900',
      level: 15,
      title: 'Backups deleted by a service account',
      host: 'vault-1',
      at,
    }),
  ]);
  await page.locator('footer').getByText('1 new').waitFor();
  expect(await queue.titles()).toEqual(before);
  await press(page, 'n');
  await page.locator('footer').getByText('1 new').waitFor({ state: 'detached' });
  expect((await queue.titles())[0]).toBe('Backups deleted by a service account');
  expect(errors).toEqual([]);
});

journey.each([
  ['/alerts', 'Word started PowerShell'],
  ['/', 'Word started PowerShell'],
  ['/platform/health', 'tidy-runs'],
])('at 390 px %s needs no moving sideways', async (address, shows) => {
  const { page, errors } = await countedPage(browser, { width: 390, height: 844 });
  await house.signIn(page);
  await page.goto(house.address + address);
  await settled(page);
  await page.getByText(shows).first().waitFor();
  expect(await overflow(page)).toBe(0);
  const cut = `[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length`;
  expect(await page.evaluate(cut)).toBe(0);
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});

journey(
  'a query that cannot be read says where and how to mend it; one that finds nothing says what would',
  async () => {
    const { page } = await countedPage(browser, { refusals: [400, 422] });
    await house.signIn(page);
    await page.goto(`${house.address}/alerts?q=${encodeURIComponent('severity:(high OR')}`);
    await page.getByText('The query cannot be read').waitFor();
    expect(await page.getByRole('alert').first().innerText()).not.toBe('');
    expect(await violations(page)).toEqual([]);
    await page.goto(`${house.address}/alerts?q=${encodeURIComponent('status:open host:nowhere-7')}`);
    await page.getByText('No alert matches').waitFor();
    await page.getByRole('button', { name: 'Remove host:nowhere-7' }).click();
    await queueOf(page).selected.waitFor();
  },
);

journey('who may only read sees no verb of triage, and is told at once which right a page needs', async () => {
  const { page, errors } = await countedPage(browser, { refusals: [403] });
  await house.signIn(page, 'rosa');
  const queue = queueOf(page);
  await queue.selected.waitFor();
  await settled(page);
  expect(await queue.pane.getByRole('button', { name: /^Close|^Take|^Assign/ }).count()).toBe(0);
  await press(page, 'e', 'f');
  expect(await page.getByRole('form').count()).toBe(0);
  await page.goto(`${house.address}/platform/connectors/new`);
  await page.getByText(/connection:update/).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});

journey("a customer's contact sees its own alerts alone, and neither health nor connectors", async () => {
  const { page, errors } = await countedPage(browser, { refusals: [403, 404] });
  await house.signIn(page, 'carl');
  await queueOf(page).selected.waitFor();
  await settled(page);
  const text = await page.locator('body').innerText();
  expect(text).toContain('HARB');
  expect(text).not.toMatch(/KEST|AURO|Kestrel|Aurora/);
  expect(await leaksOf(page)).toEqual([]);
  expect(await page.getByRole('link', { name: 'Platform' }).count()).toBe(0);
  await page.goto(`${house.address}/platform/health`);
  await page.getByText(/health:read/).waitFor();
  expect(errors).toEqual([]);
});

journey(
  'while the server does not answer the console stays: every part opens and says what is the matter',
  async () => {
    const { page } = await countedPage(browser);
    await house.signIn(page);
    await queueOf(page).selected.waitFor();
    await page.clock.install();
    await page.reload();
    await queueOf(page).selected.waitFor();
    const ahead = page.waitForResponse((reply) => /health-.*\.js$/.test(reply.url()));
    await page.clock.fastForward(6_000);
    await ahead;
    await settled(page);
    await page.route('**/*', (route) => route.abort('connectionrefused'));
    for (const [keys, name] of [
      [['g', 'p'], 'Platform'],
      [['g', 'u'], 'Customers'],
    ] as const) {
      await press(page, ...keys);
      await page.getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')).first().waitFor();
      // The answer is waited for twice more before it is given up.
      await page.clock.fastForward(10_000);
      await page.getByRole('heading', { name: 'The server does not answer.' }).waitFor();
    }
    await press(page, '?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  },
);

journey('where motion is unwanted, another theme is there at once: no colour is on its way', async () => {
  const { page, context } = await countedPage(browser);
  await house.signIn(page);
  await queueOf(page).selected.waitFor();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(`(() => {
    document.documentElement.dataset.theme = 'light';
    getComputedStyle(document.querySelector('.grid-row')).color;
    return document.getAnimations().length;
  })()`);
  expect(moving).toBe(0);
  await context.close();
});

journey('the first page costs at most 250 kB on the wire, and code and style come compressed', async () => {
  const { page, context } = await countedPage(browser);
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  const kinds = new Map<string, string>();
  const bytes: Record<string, number> = {};
  wire.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.url));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = kinds.get(requestId) ?? '';
    bytes[/\.(js|css|woff2)$/.exec(url)?.[1] ?? 'other'] =
      (bytes[/\.(js|css|woff2)$/.exec(url)?.[1] ?? 'other'] ?? 0) + encodedDataLength;
  });
  await house.signIn(page);
  await queueOf(page).selected.waitFor();
  await settled(page);
  const { js = 0, css = 0 } = bytes;
  console.info(
    `The queue after signing in: ${Math.round(js / 1_000)} kB of code, ${Math.round(css / 1_000)} kB of style`,
  );
  expect(js).toBeGreaterThan(20_000);
  expect(js + css).toBeLessThanOrEqual(250_000);
});
