import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createCustomer } from '../../src/domains/customers/index.ts';
import { type Counted, chromiumPath, countedPage, missingBrowser, openBrowser } from './browser.ts';
import { type Console, openConsole } from './console.ts';
import { violationsByTheme } from './read-page.ts';
import { tellStory } from './story.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let house: Console;
let counted: Counted;
let number: string;

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole();
  await tellStory(house, { withFindings: true });
  await createCustomer(house.system, { code: 'quiet', name: 'Quiet Clinic', mark: 'QUIE', hue: '#8a8f98' });
  number = await house.system.read(async (tx) => {
    const alert = await tx
      .selectFrom('alerts')
      .innerJoin('customers', 'customers.id', 'alerts.customer_id')
      .select(['customers.mark', 'alerts.number'])
      .executeTakeFirstOrThrow();
    return `${alert.mark}-${alert.number}`;
  });
  browser = await openBrowser();
  counted = await countedPage(browser, { refusals: [404, 500] });
  await house.signIn(counted.page);
}, 120_000);
afterEach(async () => {
  await counted?.page.unrouteAll({ behavior: 'ignoreErrors' });
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** Opens an address of the console; resolves with the part of the page beside the shell. */
async function open(address: string): Promise<Locator> {
  counted.errors.length = 0;
  await counted.page.goto(house.address + address.replace(':number', number));
  return counted.page.locator('main');
}
const isAsked = (path: string) => (url: URL) => url.pathname === `/api/v1/${path.replace(':number', number)}`;

/** Lets nothing of a path through until it is told how to answer what came and what will come. */
async function hold(page: Page, path: string) {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(isAsked(path), async (route) => {
    await released;
    const problem = { type: 'x', title: 'Something broke', status: 500, code: 'internal', errors: [] };
    const body = JSON.stringify({ ...problem, detail: 'Look at the disk.', traceId: '5f2c9a1de0' });
    await route.fulfill({ status: 500, contentType: 'application/problem+json', body });
  });
  return { fail: () => release(), answer: () => page.unrouteAll({ behavior: 'ignoreErrors' }) };
}

/** What is wrong with the state that is on the screen: it breaks no rule in either theme, and the page is named in it. */
async function faultsOf(page: Page) {
  return { ...(await violationsByTheme(page, 'main')), titles: await page.locator('h1').count() };
}
const clean = { dark: [], light: [], titles: 1 };

/** Changes a part of what the server answers. */
const alter = (page: Page, path: string, part: (reply: Record<string, unknown>) => object) =>
  page.route(isAsked(path), async (route) => {
    const response = await route.fetch();
    const reply = (await response.json()) as Record<string, unknown>;
    await route.fulfill({ response, json: { ...reply, ...part(reply) } });
  });

journey.each([
  { name: 'home', address: '/', reads: 'alerts', shows: /Word started PowerShell/ },
  { name: 'alerts', address: '/alerts', reads: 'alerts', shows: /Word started PowerShell/ },
  { name: 'an alert', address: '/a/:number', reads: 'alerts/by-number/:number', shows: /30 days of this rule/ },
  { name: 'findings', address: '/findings', reads: 'findings/groups', shows: /Closes/ },
  { name: 'connectors', address: '/platform/connectors', reads: 'connections', shows: /Demo/ },
  { name: 'connect', address: '/platform/connectors/new?kind=wazuh-manager', reads: 'connectors', shows: /Password/ },
  { name: 'customers', address: '/customers', reads: 'customers', shows: /Kestrel Logistics/ },
  { name: 'health', address: '/platform/health', reads: 'health', shows: /Parked events/ },
])(
  '$name shows bones while it is read, the cause and the way on when it cannot be, and its content once it can',
  async ({ address, reads, shows }) => {
    const { page, errors } = counted;
    const read = await hold(page, reads);
    const work = await open(address);
    await work.getByRole('status', { name: 'Loading' }).first().waitFor();
    expect(await work.getByText(shows).count()).toBe(0);
    const loading = await faultsOf(page);
    read.fail();
    const failure = work.getByRole('alert').filter({ hasText: 'Look at the disk.' });
    await failure.getByRole('heading', { name: 'Something broke' }).waitFor();
    await failure.getByRole('button', { name: 'Copy trace id 5f2c9a1d' }).waitFor();
    const failed = await faultsOf(page);
    await read.answer();
    await failure.getByRole('button', { name: 'Try again' }).click();
    await work.getByText(shows).first().waitFor();
    expect(await failure.count()).toBe(0);
    expect({ loading, failed, errors }).toEqual({ loading: clean, failed: clean, errors: [] });
  },
);

const none = { items: [], nextCursor: null };
const zero = { total: { value: 0, isCapped: false }, facets: [] };

type Nothing = {
  name: string;
  address: string;
  /** What the server is made to have nothing of; without it the address alone leads to nothing. */
  without?: Record<string, object>;
  says: string;
  offers: string;
};
const nothings: readonly Nothing[] = [
  {
    name: 'home, nothing connected',
    address: '/',
    without: { alerts: none, 'alerts/facets': zero, health: { sources: [] } },
    says: 'No alert has come in yet',
    offers: 'Connect Wazuh',
  },
  { name: 'home, narrowed to a quiet customer', address: '/?lens=quiet', says: 'All clear', offers: 'Findings' },
  {
    name: 'alerts, none ever',
    address: '/alerts',
    without: { alerts: none, 'alerts/facets': zero },
    says: 'No alerts yet',
    offers: 'Connect a source',
  },
  {
    name: 'alerts, all done',
    address: '/alerts',
    without: { alerts: none },
    says: 'All clear',
    offers: 'Show closed alerts',
  },
  {
    name: 'alerts, filtered',
    address: '/alerts?q=status:open+host:nowhere',
    says: 'No alert matches',
    offers: 'Remove host:nowhere',
  },
  {
    name: 'an alert that is not there',
    address: '/a/QUIE-7',
    says: 'There is no such alert',
    offers: 'Back to the queue',
  },
  {
    name: 'findings, none ever',
    address: '/findings?lens=quiet',
    says: 'No inventory yet',
    offers: 'Connect Wazuh',
  },
  {
    name: 'findings, filtered',
    address: '/findings?q=status:open+package:nowhere',
    says: 'No finding matches',
    offers: 'Remove package:nowhere',
  },
  {
    name: 'connectors, nothing connected',
    address: '/platform/connectors',
    without: { connections: none },
    says: 'Nothing is connected yet',
    offers: 'Connect Wazuh',
  },
  {
    name: 'connect, an unknown product',
    address: '/platform/connectors/new?kind=nothing',
    says: 'There is no such page',
    offers: 'Connect Wazuh',
  },
  {
    name: 'customers, none',
    address: '/customers',
    without: { customers: none },
    says: 'Add the first customer',
    offers: 'Add customer',
  },
  { name: 'customers, filtered', address: '/customers?q=nowhere', says: 'No customer matches', offers: 'Show all' },
  {
    name: 'health, nothing connected',
    address: '/platform/health',
    without: { health: { sources: [], parked: [] } },
    says: 'No source is read. Connect a product first.',
    offers: 'Connect Wazuh',
  },
  {
    name: 'health, none parked for a reason',
    address: '/platform/health?reason=too_large',
    says: 'None is left of this reason.',
    offers: 'Hide',
  },
];

journey.each(nothings)(
  '$name: says what that means and how to go on, and breaks no rule in either theme',
  async ({ address, without = {}, says, offers }) => {
    const { page, errors } = counted;
    for (const [path, part] of Object.entries(without)) await alter(page, path, () => part);
    const work = await open(address);
    // Said once: a locator that finds two of it fails.
    await work.getByText(says).waitFor();
    await page.locator('.bones').first().waitFor({ state: 'detached' });
    const way = work.getByRole('link', { name: offers }).or(work.getByRole('button', { name: offers }));
    await way.first().waitFor();
    expect({ ...(await faultsOf(page)), errors }).toEqual({ ...clean, errors: [] });
  },
);

journey.each([
  { address: '/', right: 'alert:read', alsoWithout: ['finding:read', 'health:read'] },
  { address: '/alerts', right: 'alert:read' },
  { address: '/a/:number', right: 'alert:read' },
  { address: '/findings', right: 'finding:read' },
  { address: '/platform/connectors', right: 'connection:read' },
  { address: '/platform/connectors/new', right: 'connection:update' },
  { address: '/customers', right: 'customer:read' },
  { address: '/platform/health', right: 'health:read' },
])(
  '$address: a role without $right is told which right is missing, and no rule is broken in either theme',
  async ({ address, right, alsoWithout = [] }) => {
    const { page, errors } = counted;
    const missing = [right, ...alsoWithout];
    await alter(page, 'session', ({ permissions }) => ({
      permissions: (permissions as string[]).filter((one) => !missing.includes(one)),
    }));
    const work = await open(address);
    await work.getByRole('heading', { name: 'Your role does not include this' }).waitFor();
    await work.getByText(`It needs the right ${right}.`).waitFor();
    expect(await work.getByRole('alert').count()).toBe(0);
    expect({ ...(await faultsOf(page)), errors }).toEqual({ ...clean, errors: [] });
  },
);
