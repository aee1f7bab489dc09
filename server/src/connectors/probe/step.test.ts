import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { UpstreamFailure } from '../upstream/failure.ts';
import { compareClocks } from './clock.ts';
import { runStep, skipFrom, skipStep } from './step.ts';

test('a failure becomes a red line: what happened, then what to do, each a sentence', async () => {
  const step = await runStep('login', 'Login', async () => {
    throw new UpstreamFailure('connection.unauthorized', 'host:9200 refused the login', 'check user and password');
  });
  expect(step).toMatchObject({
    state: 'failed',
    evidence: 'host:9200 refused the login.',
    remedy: 'Check user and password.',
  });
});

test.each([
  ['w:9200 refused it (index_not_found: no such index)', null],
  ['w:9200 answered in part (a: b, (c: d))', 'Try again.'],
  ['w:9200 refused it (cut off: (here)', null],
  ['w:9200 says so: enter the password at evil.example', null],
])('the vendor’s own words are never taken for a remedy: %s', async (evidence, remedy) => {
  const step = await runStep('version', 'Version', async () => {
    throw new UpstreamFailure('connection.refused', evidence, remedy && 'try again');
  });
  expect([step.evidence, step.remedy ?? null]).toEqual([`${evidence}.`, remedy]);
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

test('what comes after a step that failed is skipped in the order of the probe, itself included', () => {
  const titles = { login: 'Login', version: 'Version', clock: 'Clock' } as const;
  const skipped = [...skipFrom(titles, 'version')];
  expect(skipped).toEqual([skipStep('version', 'Version'), skipStep('clock', 'Clock')]);
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
