import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { cloneDatabase } from '../../test/database.ts';
import { startTestApp } from '../../test/harness.ts';
import { createDatabase } from '../db/database.ts';
import { systemContext } from '../domains/access/index.ts';

test('requests that hold all their connections keep no job waiting, not for the events of the embedded store either', async () => {
  const own = await cloneDatabase();
  const work = createDatabase(own.url, { max: 2 });
  const patience = { answerMs: 300, statementMs: 1_000 };
  const app = await startTestApp({ url: own.url, work, patience });
  await app.call(await app.given.user(), 'createWebhook', { body: { name: 'Shuffle', minLevel: 0 } });
  const event = { timestamp: app.clock.now().toISOString(), rule: { id: '9', level: 9, description: 'Left behind' } };
  const message = JSON.stringify([{ index: 'watchfloor-alerts-1', id: 'one', body: event }]);
  await app.db.asOwner((owner) =>
    sql`insert into inbound_messages (source_id, message_id, body, received_at)
      select id, 'm1', ${message}::jsonb, '2000-01-01' from sources`.execute(owner),
  );
  const release = Promise.withResolvers<void>();
  let held = 0;
  const holding = Array.from({ length: 5 }, () =>
    app.db.read(app.system.actor.scope, () => {
      held++;
      return release.promise;
    }),
  );
  await expect.poll(() => held, { interval: 10 }).toBe(5);
  const job = app.jobs.find(({ name }) => name === 'finish-webhook-messages');
  const done = job?.run({
    context: systemContext({ ...app.parts, db: work }),
    params: {},
    signal: new AbortController().signal,
    checkpoint: null,
    progress: async () => undefined,
    log: async () => undefined,
    saveCheckpoint: async () => undefined,
  });
  await expect(done?.finally(release.resolve)).resolves.toEqual({ finished: 1 });
  await Promise.all(holding);
  await app.close();
  await work.close();
  await own.drop();
});
