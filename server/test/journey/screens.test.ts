import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Counted, chromiumPath, countedPage, missingBrowser, openBrowser } from './browser.ts';
import { type Console, openConsole } from './console.ts';
import { leaksOf, settled, violationsByTheme } from './read-page.ts';
import { tellStory } from './story.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let house: Console;
let counted: Counted;
let numbers: { alert: string; finding: string };

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole();
  await tellStory(house, { days: 2, withFindings: true });
  numbers = await house.system.read(async (tx) => {
    const first = (table: 'alerts' | 'findings') =>
      tx
        .selectFrom(table)
        .innerJoin('customers', 'customers.id', `${table}.customer_id`)
        .select(['customers.mark', `${table}.number`])
        .orderBy(`${table}.severity`, 'desc')
        .executeTakeFirstOrThrow();
    const [alert, finding] = [await first('alerts'), await first('findings')];
    return { alert: `${alert.mark}-${alert.number}`, finding: `${finding.mark}-F-${finding.number}` };
  });
  browser = await openBrowser();
  counted = await countedPage(browser);
  await house.signIn(counted.page);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const screens: readonly { name: string; address: () => string; shows: RegExp }[] = [
  { name: 'home', address: () => '/', shows: /Your shift/ },
  { name: 'alerts', address: () => '/alerts', shows: /What happened/ },
  { name: 'an alert', address: () => `/a/${numbers.alert}`, shows: /30 days of this rule/ },
  { name: 'findings by fix', address: () => '/findings', shows: /Closes/ },
  { name: 'findings by CVE', address: () => '/findings?by=cve', shows: /CVE-/ },
  { name: 'findings by asset', address: () => '/findings?by=asset', shows: /findings on \d+ assets/ },
  { name: 'findings one by one', address: () => '/findings?by=all', shows: /Package and fix/ },
  { name: 'a finding', address: () => `/f/${numbers.finding}`, shows: /documented score/ },
  { name: 'connectors', address: () => '/platform/connectors', shows: /Demo/ },
  { name: 'a new connection', address: () => '/platform/connectors/new', shows: /Three fields/ },
  { name: 'customers', address: () => '/customers', shows: /Kestrel Logistics/ },
  { name: 'health', address: () => '/platform/health', shows: /Parked events/ },
];

journey.each(screens)(
  '$name opens without an error, reads well, tells its keys and breaks no WCAG 2.2 AA rule in either theme',
  async ({ address, shows }) => {
    const { page, errors } = counted;
    errors.length = 0;
    await page.goto(house.address + address());
    await page.locator('main, body').getByText(shows).first().waitFor();
    await settled(page);
    const found = { ...(await violationsByTheme(page)), leaks: await leaksOf(page) };
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByText('Go to Findings').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    expect({ ...found, errors }).toEqual({ dark: [], light: [], leaks: [], errors: [] });
  },
);

journey('the door breaks no rule either', async () => {
  const { page, errors } = await countedPage(browser);
  await page.goto(`${house.address}/login`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await violationsByTheme(page)).toEqual({ dark: [], light: [] });
  expect(errors).toEqual([]);
});
