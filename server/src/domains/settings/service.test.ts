import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { getSettings, updateSettings } from './index.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('what was never set has its default; a change leaves the others and is written down', async () => {
  expect(await getSettings(app.system)).toEqual({
    eventRetentionDays: 90,
    parkedRetentionDays: 30,
    runRetentionDays: 30,
    clearedAfterMinutes: 60,
  });
  expect(await updateSettings(app.system, { runRetentionDays: 7 })).toMatchObject({
    eventRetentionDays: 90,
    runRetentionDays: 7,
  });
  expect(await getSettings(app.system)).toMatchObject({ runRetentionDays: 7, clearedAfterMinutes: 60 });
  const events = await app.system.read((tx) =>
    tx.selectFrom('audit_events').select(['before', 'after']).where('event_type', '=', 'config_change').execute(),
  );
  expect(events).toMatchObject([{ before: { runRetentionDays: 30 }, after: { runRetentionDays: 7 } }]);
});

test.each([
  ['eventRetentionDays', 0],
  ['eventRetentionDays', 3_651],
  ['parkedRetentionDays', 0],
  ['runRetentionDays', -1],
  ['runRetentionDays', 1.5],
  ['clearedAfterMinutes', 10_081],
] as const)('%s of %d is refused by its name, and changes nothing', async (name, value) => {
  const before = await getSettings(app.system);
  await expect(updateSettings(app.system, { [name]: value })).rejects.toMatchObject({
    code: 'request.invalid',
    fields: [{ pointer: `/${name}`, message: expect.stringMatching(/./) }],
  });
  expect(await getSettings(app.system)).toEqual(before);
});

test('changes of different settings at the same time all hold', async () => {
  for (let round = 10; round < 16; round++) {
    const change = {
      eventRetentionDays: round,
      parkedRetentionDays: round,
      runRetentionDays: round,
      clearedAfterMinutes: round,
    };
    await Promise.all(Object.entries(change).map(([name, value]) => updateSettings(app.system, { [name]: value })));
    expect(await getSettings(app.system)).toEqual(change);
  }
});
