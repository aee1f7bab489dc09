import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chromiumPath, countedPage, missingBrowser, openBrowser, press } from './browser.ts';
import { type Console, openConsole } from './console.ts';
import { queueOf } from './queue.ts';
import { type Story, tellStory, wazuhEvent } from './story.ts';

if (chromiumPath === null) console.warn(missingBrowser);
const journey = test.skipIf(chromiumPath === null);
vi.setConfig({ testTimeout: 60_000 });

const storm = { ruleId: '5710', host: 'bastion-1', alerts: 1_500 };
let browser: Browser;
let house: Console;
let story: Story;

beforeAll(async () => {
  if (chromiumPath === null) return;
  house = await openConsole();
  story = await tellStory(house);
  // Each names another account, so that no two of them fall into one alert.
  const at = Date.now();
  const events = Array.from({ length: storm.alerts }, (_, index) =>
    wazuhEvent({
      id: `storm-${index}`,
      customerCode: 'harbor',
      ruleId: storm.ruleId,
      // Level 15 is critical: the storm stands where the person looks first.
      level: 15,
      title: `Attempt to login using a non-existent user u${index}`,
      host: storm.host,
      at: new Date(at - index * 100),
    }),
  );
  await story.ingest(events);
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const counts = () =>
  house.system.read(async (tx) => {
    const of = (isStorm: boolean) =>
      tx
        .selectFrom('alerts')
        .leftJoin('verdict_reasons', 'verdict_reasons.id', 'alerts.verdict_reason_id')
        .select((eb) => [
          'status',
          'alerts.verdict',
          'verdict_reasons.code as reason',
          eb.fn.countAll<number>().as('count'),
        ])
        .where('rule_id', isStorm ? '=' : '<>', storm.ruleId)
        .groupBy(['status', 'alerts.verdict', 'verdict_reasons.code'])
        .orderBy('status')
        .execute();
    return { storm: await of(true), rest: await of(false) };
  });

journey(
  'T2: 1,500 alerts of one rule on one host are closed in at most 7 keys, and one key takes it back',
  async () => {
    const { page, presses, forget, errors } = await countedPage(browser);
    await house.signIn(page);
    const queue = queueOf(page);
    await queue.pane.locator('dl.fields').waitFor();
    const before = await counts();
    expect(before.storm).toEqual([{ status: 'open', verdict: null, reason: null, count: storm.alerts }]);
    await forget();

    // Only this rule; the whole page, all that match; false positive, its first reason, done.
    await press(page, 'ArrowDown', '=');
    await page.getByText('1,500 alerts', { exact: true }).waitFor();
    await queue.selected.waitFor();
    await press(page, 'Shift+X', 'Shift+X', 'f', '2');
    await page.getByRole('alert').filter({ hasText: '1,500 alerts' }).waitFor();
    const closing = performance.now();
    await press(page, 'Enter');
    await page.getByText('1,500 alerts closed as false positive.').waitFor();
    const closedMs = performance.now() - closing;

    const afterClosing = await presses();
    expect(afterClosing).toEqual({ keys: ['ArrowDown', '=', 'X', 'X', 'f', '2', 'Enter'], pointers: 0 });
    expect(afterClosing.keys.length).toBeLessThanOrEqual(7);
    const closed = { status: 'closed', verdict: 'false_positive', reason: 'test_activity', count: storm.alerts };
    expect(await counts()).toEqual({ storm: [closed], rest: before.rest });

    const undoing = performance.now();
    await press(page, 'z');
    await page.getByText('Undone: 1,500 alerts.').waitFor();
    const undoneMs = performance.now() - undoing;
    expect(await counts()).toEqual(before);
    await page.getByText('1,500 alerts', { exact: true }).waitFor();
    expect((await presses()).keys).toHaveLength(8);

    const traces = await house.system.read(async (tx) => ({
      operations: await tx
        .selectFrom('operations')
        .innerJoin('users', 'users.id', 'operations.done_by')
        .select(['kind', 'item_count as items', 'username', 'undone_at as undoneAt'])
        .execute(),
      audited: await tx
        .selectFrom('audit_events')
        .select((eb) => [
          'event_type as type',
          'actor_name as by',
          eb.fn.count<number>('resource_id').distinct().as('alerts'),
        ])
        .where('resource_type', '=', 'alert')
        .where('actor_name', '=', 'asta')
        .groupBy(['event_type', 'actor_name'])
        .orderBy('event_type')
        .execute(),
    }));
    expect(traces.operations).toEqual([
      { kind: 'alerts.close', items: storm.alerts, username: 'asta', undoneAt: expect.any(Date) },
    ]);
    // Each alert has a line of its own for either way, so that its history is whole.
    expect(traces.audited).toEqual([
      { type: 'alert_closed', by: 'asta', alerts: storm.alerts },
      { type: 'alert_restored', by: 'asta', alerts: storm.alerts },
    ]);
    expect(errors).toEqual([]);
    // Told, never judged: another machine has other seconds. The goal is 3 s for each.
    console.info(`T2: closed in ${(closedMs / 1_000).toFixed(2)} s, undone in ${(undoneMs / 1_000).toFixed(2)} s`);
  },
);
