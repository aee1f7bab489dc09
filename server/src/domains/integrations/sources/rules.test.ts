import { expect, test } from 'vitest';
import { lagS, patternFor, planSources, refuseMeaningless, startsAt } from './rules.ts';

const now = new Date('2026-08-20T12:00:00.000Z');

test.each([
  ['90m', '2026-08-20T10:30:00.000Z'],
  ['24h', '2026-08-19T12:00:00.000Z'],
  ['7d', '2026-08-13T12:00:00.000Z'],
])('reading since %s starts at %s', (since, at) => {
  expect(startsAt(since, now)?.toISOString()).toBe(at);
});

test('reading since "all" has no start', () => {
  expect(startsAt('all', now)).toBeNull();
});

const config = { alertsPattern: 'wazuh-alerts-*', statesPattern: 'wazuh-states-vulnerabilities-*' };
const from = { sinceAt: now, minLevel: 7 };

test('an indexer is read for alerts and for findings; start and level are of alerts only', () => {
  const planned = planSources(['probe', 'readAlerts', 'listFindings'], config, from, []);
  expect(planned).toMatchObject([
    { purpose: 'alerts', indexPattern: 'wazuh-alerts-*', sinceAt: now, minLevel: 7, everyS: 10, isEnabled: true },
    { purpose: 'findings', indexPattern: 'wazuh-states-vulnerabilities-*', sinceAt: null, minLevel: 0, everyS: 900 },
  ]);
});

test('a manager is read for agents', () => {
  expect(planSources(['listAgents'], {}, from, [])).toMatchObject([
    { purpose: 'agents', indexPattern: '', everyS: 300, delivery: 'pull' },
  ]);
});

test('a product that gives nothing that is read has no source', () => {
  expect(planSources(['probe'], config, from, [])).toEqual([]);
});

test('what the login may not read starts paused, the rest runs', () => {
  const planned = planSources(['readAlerts', 'listFindings'], config, from, ['states']);
  expect(planned.map(({ purpose, isEnabled }) => [purpose, isEnabled])).toEqual([
    ['alerts', true],
    ['findings', false],
  ]);
});

test('a pattern comes from the setting of its purpose', () => {
  expect(patternFor('alerts', { alertsPattern: 'own-*' })).toBe('own-*');
  expect(patternFor('findings', { alertsPattern: 'own-*' })).toBe('');
  expect(patternFor('agents', config)).toBe('');
});

const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test.each([
  ['before the first run', 'pull', null, null, null],
  ['after a run that brought nothing', 'pull', 8, null, 8],
  ['after a run that brought events', 'pull', 2, 12.34, 12.3],
  ['when runs stopped long after a quick one', 'pull', 3_600, 1.5, 3_600],
  ['when the clock of the product is ahead', 'pull', -1, null, 0],
  ['of a quiet webhook', 'push', 86_400, null, null],
  ['of a webhook whose last event took 4 s', 'push', 86_400, 4, 4],
])('the lag %s', (_when, delivery, okAgoS, lastLagS, expected) => {
  const lastOkAt = okAgoS === null ? null : secondsAgo(okAgoS);
  expect(lagS({ delivery, lastOkAt, lastLagS }, now)).toBe(expected);
});

const kinds = {
  alerts: { purpose: 'alerts', delivery: 'pull', minLevel: 7 },
  webhook: { purpose: 'alerts', delivery: 'push', minLevel: 7 },
  findings: { purpose: 'findings', delivery: 'pull', minLevel: 0 },
  agents: { purpose: 'agents', delivery: 'pull', minLevel: 0 },
} as const;
test.each([
  ['alerts', { since: '7d', minLevel: 3 }, []],
  ['webhook', { minLevel: 3 }, []],
  ['webhook', { since: '7d' }, ['/since']],
  ['findings', { since: '7d' }, ['/since']],
  ['findings', { since: 'all', minLevel: 3 }, ['/since', '/minLevel']],
  ['agents', { since: '24h' }, ['/since']],
  // Sent along as it is, it changes nothing and harms nobody.
  ['agents', { minLevel: 0 }, []],
  ['findings', {}, []],
] as const)('of %s the change %o is refused at %j', (kind, change, pointers) => {
  const told = (() => {
    try {
      refuseMeaningless(kinds[kind], change);
      return [];
    } catch (error) {
      return (error as { fields: { pointer: string }[] }).fields.map((field) => field.pointer);
    }
  })();
  expect(told).toEqual(pointers);
});
