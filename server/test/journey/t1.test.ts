import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chromiumPath, countedPage, missingBrowser, openBrowser, press } from './browser.ts';
import { type Console, openConsole } from './console.ts';
import { queueOf } from './queue.ts';
import { tellStory } from './story.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let house: Console;

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole();
  await tellStory(house);
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

journey(
  'T1: the first critical alert is read, judged with a reason and left for the next in 4 keys, of the 6 allowed',
  async () => {
    const { page, presses, forget, errors } = await countedPage(browser);
    await house.signIn(page);
    const queue = queueOf(page);
    await queue.selected.waitFor();
    // Signing in leads to what is open and nobody's, the most severe first.
    expect(new URL(page.url()).pathname).toBe('/alerts');
    expect(await queue.selected.getByLabel('Critical').count()).toBeGreaterThan(0);
    const number = await queue.number();
    const [, second] = await queue.titles();
    await forget();

    await press(page, 'v');
    const raw: unknown = JSON.parse(await page.locator('.pane pre.json').innerText());
    expect(raw).toHaveProperty('rule.description');
    await press(page, 'f', '1', 'Enter');
    await page.getByText(`${number} closed as false positive.`).waitFor();

    await queue.leaves(number);
    expect(await queue.pane.locator('h2').innerText()).toBe(second);
    expect((await queue.titles())[0]).toBe(second);
    // The budget is 6 keys from the loaded list on and no pointer. It is judged by what the page recorded; no time is.
    expect(await presses()).toEqual({ keys: ['v', 'f', '1', 'Enter'], pointers: 0 });
    expect(errors).toEqual([]);

    const kept = await house.system.read(async (tx) => {
      const alert = await tx
        .selectFrom('alerts')
        .innerJoin('customers', 'customers.id', 'alerts.customer_id')
        .innerJoin('users', 'users.id', 'alerts.verdict_by')
        .innerJoin('verdict_reasons', 'verdict_reasons.id', 'alerts.verdict_reason_id')
        .select([
          'alerts.id',
          'alerts.status',
          'alerts.verdict',
          'alerts.severity',
          'users.username',
          'verdict_reasons.code',
        ])
        .where('customers.mark', '=', number.split('-')[0] ?? '')
        .where('alerts.number', '=', Number(number.split('-')[1]))
        .executeTakeFirstOrThrow();
      const audits = await tx
        .selectFrom('audit_events')
        .select(['event_type', 'actor_name'])
        .where('description', 'like', `%${number}%`)
        .execute();
      const operations = await tx.selectFrom('operations').select(['kind', 'item_count']).execute();
      return { alert, audits, operations };
    });
    expect(kept.alert).toMatchObject({
      status: 'closed',
      verdict: 'false_positive',
      severity: 4,
      username: 'asta',
      code: 'known_benign_tool',
    });
    expect(kept.operations).toEqual([{ kind: 'alerts.close', item_count: 1 }]);
    expect(kept.audits).toEqual([{ event_type: expect.any(String), actor_name: 'asta' }]);
  },
);
