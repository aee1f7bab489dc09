import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeCertificate } from '../emulators/certificate.ts';
import { type IndexerEmulator, startIndexerEmulator } from '../emulators/wazuh-indexer/emulator.ts';
import { chromiumPath, countedPage, missingBrowser, openBrowser } from './browser.ts';
import { type Console, openConsole, password } from './console.ts';
import { queueOf } from './queue.ts';
import { violations } from './read-page.ts';
import { wazuhEvent } from './story.ts';
import { acceptCertificate, enterLogin, faultsOf, saveConnection } from './three-fields.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let house: Console;
let indexer: IndexerEmulator;
const secret = 'an indexer password';

const titles = ['Web shell name in upload folder: cmd.aspx', 'Local administrator created', 'Package removed: auditd'];

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole({ withoutAdmin: true });
  const documents = titles.map((title, index) => {
    const at = new Date(Date.now() - (index + 1) * 60_000);
    // `harbor` is nobody's name here: what no customer claims belongs to one's own organisation.
    const {
      index: _index,
      id: _id,
      body,
    } = wazuhEvent({
      id: `sample-${index}`,
      customerCode: 'harbor',
      ruleId: String(5_900 + index),
      level: 12 - index,
      title,
      host: 'web-01',
      at,
    });
    const { labels: _labels, ...agent } = Object(body.agent);
    return { _index, _id, _source: { ...body, agent } };
  });
  indexer = await startIndexerEmulator(
    { documents, user: 'reader', password: secret },
    // Signed by itself, as a fresh Wazuh has it.
    makeCertificate({ name: 'wazuh-indexer', covers: ['127.0.0.1', 'localhost'] }),
  );
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await indexer?.stop();
  await house?.close();
});

journey(
  'a newcomer makes an administrator with the link, connects Wazuh in three fields and sees its alerts',
  async () => {
    const { page, errors } = await countedPage(browser);
    await page.goto(house.setupLink ?? '');
    await page.getByRole('heading', { name: 'Set up Watchfloor' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type('Fjord Security');
    for (const text of ['asta', 'asta@fjord-security.example', password]) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');

    // Nothing is there yet, and the page says how to begin.
    await page.getByRole('link', { name: 'Connect a source' }).click();
    await enterLogin(page, { url: indexer.url, user: 'reader', password: secret });

    // The certificate is the first red step; trusting this one is one press, and no step after it was tried.
    await page.getByRole('button', { name: 'Trust this one' }).waitFor();
    expect(indexer.state.seen).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    expect(await acceptCertificate(page)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await page.locator('ol.steps li.ok').nth(6).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await saveConnection(page);

    await page.goto(`${house.address}/alerts`);
    const queue = queueOf(page);
    await queue.rows.nth(2).waitFor();
    expect(await queue.titles()).toEqual(titles);
    expect(errors).toEqual([]);

    const kept = await house.system.read(async (tx) => ({
      connections: await tx.selectFrom('connections').select(['kind', 'base_url as url', 'status']).execute(),
      sealed: await tx.selectFrom('connection_secrets').select('sealed').execute(),
      parked: await tx.selectFrom('parked_events').select('id').execute(),
    }));
    expect(kept.connections).toEqual([{ kind: 'wazuh-indexer', url: indexer.url, status: 'ok' }]);
    expect(kept.sealed).toHaveLength(1);
    expect(JSON.stringify(kept.sealed)).not.toContain(secret);
    expect(kept.parked).toEqual([]);
  },
);

journey('the setup link works once', async () => {
  const { page, errors } = await countedPage(browser);
  await page.goto(house.setupLink ?? '');
  await page.getByText('An administrator exists already.').waitFor();
  expect(errors).toEqual([]);
});
