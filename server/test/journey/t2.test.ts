import type { Browser, Page } from 'playwright-core';
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

type Way = {
  name: string;
  /** From the queue as it opens to the question that only Enter answers. */
  keys: readonly string[];
  /** What is awaited after so many keys, as a person would look before going on. */
  looks: Readonly<Record<number, (page: Page) => Promise<void>>>;
};
const ways: readonly Way[] = [
  {
    name: 'as a group',
    keys: ['b', 'f', '2'],
    looks: { 1: (page) => page.getByRole('row', { selected: true }).filter({ hasText: storm.ruleId }).waitFor() },
  },
  {
    name: 'as all that match',
    // Only this rule; the whole page, all that match; false positive, its second reason.
    keys: ['ArrowDown', '=', 'Shift+X', 'Shift+X', 'f', '2'],
    looks: {
      2: async (page) => {
        await page.getByText('1,500 alerts', { exact: true }).waitFor();
        await queueOf(page).selected.waitFor();
      },
    },
  },
];

journey(
  'T2: 1,500 alerts of one rule on one host are closed and taken back in 5 keys as a group, and closed in 7 as all that match',
  async () => {
    const { page, presses, forget, errors } = await countedPage(browser);
    await house.signIn(page);
    const before = await counts();
    expect(before.storm).toEqual([{ status: 'open', verdict: null, reason: null, count: storm.alerts }]);
    const closed = { status: 'closed', verdict: 'false_positive', reason: 'test_activity', count: storm.alerts };
    const pressed: Record<string, { keys: string[]; pointers: number }> = {};

    for (const { name, keys, looks } of ways) {
      await page.goto(`${house.address}/alerts`);
      await queueOf(page).pane.locator('dl.fields').waitFor();
      await forget();
      for (const [at, key] of keys.entries()) {
        await press(page, key);
        await looks[at + 1]?.(page);
      }
      await page.getByRole('alert').filter({ hasText: '1,500 alerts' }).waitFor();
      const closing = performance.now();
      await press(page, 'Enter');
      await page.getByText(/^1,500 alerts.* closed as false positive\.$/).waitFor();
      const closedMs = performance.now() - closing;
      expect(await counts()).toEqual({ storm: [closed], rest: before.rest });
      const undoing = performance.now();
      await press(page, 'z');
      await page.getByText('Undone: 1,500 alerts.').waitFor();
      const undoneMs = performance.now() - undoing;
      expect(await counts()).toEqual(before);
      pressed[name] = await presses();
      const [closedS, undoneS] = [closedMs, undoneMs].map((ms) => (ms / 1_000).toFixed(2));
      // Printed, never judged: another machine has other seconds. The goal is 3 s for each.
      console.info(`T2 ${name}: closed in ${closedS} s, undone in ${undoneS} s`);
    }

    // The budget is 7 keys and no pointer. As a group it is kept in its strict reading, where undo counts too; as all that
    // match it is kept by the closing, and undo is one more.
    expect(pressed).toEqual({
      'as a group': { keys: ['b', 'f', '2', 'Enter', 'z'], pointers: 0 },
      'as all that match': { keys: ['ArrowDown', '=', 'X', 'X', 'f', '2', 'Enter', 'z'], pointers: 0 },
    });

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
    const operation = { kind: 'alerts.close', items: storm.alerts, username: 'asta', undoneAt: expect.any(Date) };
    expect(traces.operations).toEqual([operation, operation]);
    // Each alert has a line of its own for either way, so that its history is whole.
    expect(traces.audited).toEqual([
      { type: 'alert_closed', by: 'asta', alerts: storm.alerts },
      { type: 'alert_restored', by: 'asta', alerts: storm.alerts },
    ]);
    expect(errors).toEqual([]);
  },
);
