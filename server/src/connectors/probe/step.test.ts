import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { compareClocks } from './clock.ts';
import { runStep, skipStep } from './step.ts';

test('a failure becomes a red line: what happened, then what to do', async () => {
  const step = await runStep('login', 'Login', async () => {
    throw new Failure('connection.unauthorized', 'host:9200 refused the login: check user and password.');
  });
  expect(step).toMatchObject({
    state: 'failed',
    evidence: 'host:9200 refused the login.',
    remedy: 'Check user and password.',
  });
});

test.each([
  ['w:9200 did not answer: check the firewalls.', 'w:9200 did not answer.', 'Check the firewalls.'],
  [
    'w:9200 refused it (index_not_found: no such index).',
    'w:9200 refused it (index_not_found: no such index).',
    undefined,
  ],
  ['w:9200 answered in part (a: b, (c: d)): try again.', 'w:9200 answered in part (a: b, (c: d)).', 'Try again.'],
  ['w:9200 refused it (cut off: (here).', 'w:9200 refused it (cut off: (here).', undefined],
  ['[fd00::8]:9200 is away: try again (later: soon).', '[fd00::8]:9200 is away.', 'Try again (later: soon).'],
])('the vendor’s own words are never taken for a remedy: %s', async (message, evidence, remedy) => {
  const step = await runStep('version', 'Version', async () => {
    throw new Failure('connection.refused', message);
  });
  expect([step.evidence, step.remedy]).toEqual([evidence, remedy]);
});

test('a failure without a remedy has none, and a step may say more about it', async () => {
  const step = await runStep(
    'alerts',
    'May read alerts',
    async () => {
      throw new Failure('connection.forbidden', 'refused');
    },
    (failure) => ({ title: failure.code, data: { role: 'reader' } }),
  );
  expect(step).toMatchObject({ title: 'connection.forbidden', evidence: 'refused', data: { role: 'reader' } });
  expect(step.remedy).toBeUndefined();
});

test('a bug is not dressed up as a step', async () => {
  const work = runStep('alerts', 'May read alerts', async () => {
    throw new TypeError('undefined is not a function');
  });
  await expect(work).rejects.toThrow(TypeError);
});

test('a step that passed carries its evidence and how long it took', async () => {
  const step = await runStep('tcp', 'Port answers', async () => ({ evidence: 'yes', title: 'Port 9200 answers' }));
  expect(step).toMatchObject({ id: 'tcp', title: 'Port 9200 answers', state: 'passed', evidence: 'yes' });
  expect(step.durationMs).toBeGreaterThanOrEqual(0);
  expect(skipStep('tls', 'TLS')).toMatchObject({ state: 'skipped', evidence: 'Not tried.' });
});

test.each([
  [0, 'passed', 'less than a second'],
  [59_000, 'passed', 'the indexer is 59 s ahead'],
  [-61_000, 'failed', 'the indexer is 61 s behind'],
])('a clock %i ms away is %s', (difference, state, evidence) => {
  const ours = new Date('2026-01-02T03:04:05Z');
  const step = compareClocks(new Date(ours.getTime() + difference), ours, 'the indexer');
  expect(step).toMatchObject({ state, evidence, data: { clockDifferenceMs: difference } });
});

test('a product that does not tell its time skips the step', () => {
  expect(compareClocks(null, new Date(0), 'the indexer').state).toBe('skipped');
});
