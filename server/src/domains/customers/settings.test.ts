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

test('a value outside its bounds changes nothing', async () => {
  await expect(updateSettings(app.system, { eventRetentionDays: 0 })).rejects.toThrow();
  expect((await getSettings(app.system)).eventRetentionDays).toBe(90);
});
