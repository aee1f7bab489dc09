import { expect, test } from 'vitest';
import { probes, sample, step, version } from '../testing/fakes.ts';
import * as rules from './rules.ts';

const forbidden = (id: 'alerts' | 'states' | 'agents') =>
  step({ id, state: 'failed', data: { role: 'PUT _plugins/…' }, title: `May not read ${id}` });
const nothingFound = step({
  id: 'alerts',
  state: 'failed',
  data: { role: 'PUT …', volume: { indices: 0, total: 0, newestAt: null, perDay: 0, minLevel: 7 } },
});
const without = (id: string) => probes.indexer().filter((one) => one.id !== id);

test('a step shows its fingerprint only where trusting it would help', () => {
  const certificate = { fingerprint: '9A:41', subject: 'a', issuer: 'a', validTo: '', canPin: true };
  const shown = (canPin: boolean) =>
    rules.presentStep(step({ id: 'tls', data: { certificate: { ...certificate, canPin } } })).fingerprint;
  expect(shown(true)).toBe('9A:41');
  expect(shown(false)).toBeNull();
});

test('a step is shown without raw documents', () => {
  const shown = rules.presentStep(sample({ full_log: 'private words' }));
  expect(JSON.stringify(shown)).not.toContain('private words');
  expect(shown).toEqual({
    ...{ id: 'sample', title: 'Title of sample', state: 'passed', durationMs: 1, evidence: 'evidence of sample' },
    ...{ remedy: null, fingerprint: null, role: null },
  });
});

test('a step that lacks a right, or saw nothing for want of one, shows the role that would mend it', () => {
  const shown = (state: 'failed' | 'skipped' | 'passed') =>
    rules.presentStep(step({ id: 'states', state, data: { role: 'PUT _plugins/…' } })).role;
  expect([shown('failed'), shown('skipped'), shown('passed')]).toEqual(['PUT _plugins/…', 'PUT _plugins/…', null]);
  expect(rules.presentStep(step({ id: 'login', state: 'failed' })).role).toBeNull();
});

test('all passed is ok', () => {
  expect(rules.judge(probes.indexer(), [])).toEqual({ status: 'ok', detail: null });
});

test('the first failed step says why a connection fails', () => {
  expect(rules.judge(probes.wrongLogin(), [])).toEqual({
    status: 'failing',
    detail: 'Login refused: evidence of login',
  });
});

test('a refusal of what is not read is nobody’s trouble', () => {
  const steps = [...without('states'), forbidden('states')];
  expect(rules.judge(steps, []).status).toBe('failing');
  expect(rules.judge(steps, ['states']).status).toBe('ok');
});

test('a version that may not be seen does not fail a connection that reads', () => {
  const hidden = step({ id: 'version', state: 'failed', data: { role: 'cluster:monitor/main' } });
  const other = step({ id: 'version', state: 'failed' });
  expect(rules.judge([...without('version'), hidden], []).status).toBe('ok');
  expect(rules.judge([...without('version'), other], []).status).toBe('failing');
});

test('let in means a login that passed and the expected product', () => {
  expect(rules.isLetIn(probes.indexer())).toBe(true);
  expect(rules.isLetIn(probes.wrongLogin())).toBe(false);
  expect(rules.isLetIn([])).toBe(false);
  expect(rules.isLetIn([...without('version'), step({ id: 'version', state: 'failed' })])).toBe(false);
});

test('only a missing right counts as refused, not an empty or silent index', () => {
  expect(rules.refusedOf([forbidden('states'), step({ id: 'alerts', state: 'failed' })])).toEqual(['states']);
  expect(rules.refusedOf([nothingFound])).toEqual([]);
  expect(rules.refusedOf([step({ id: 'login', state: 'failed', data: { role: 'x' } })])).toEqual([]);
});

test('a connection is usable while something may be read', () => {
  const login = [step({ id: 'login' }), version('wazuh')];
  expect(rules.isUsable([...login, step({ id: 'alerts' }), forbidden('states')])).toBe(true);
  expect(rules.isUsable([...login, nothingFound, forbidden('states')])).toBe(true);
  expect(rules.isUsable([...login, forbidden('alerts'), forbidden('states')])).toBe(false);
  expect(rules.isUsable(probes.wrongLogin())).toBe(false);
});

test('only name, port and certificate are the address’s fault', () => {
  expect(rules.isAddressAtFault(probes.untrusted('9A:41'))).toBe(true);
  expect(rules.isAddressAtFault(probes.wrongLogin())).toBe(false);
});

test('the cluster’s name is that of the events, when they agree, else what the product says', () => {
  const body = (name: string) => sample({ cluster: { name } });
  expect(rules.findCluster([version('opensearch'), body('wazuh')])).toBe('wazuh');
  expect(rules.findCluster([version('opensearch'), body('a'), body('b')])).toBe('opensearch');
  expect(rules.findCluster([version('opensearch'), sample({ cluster: { name: 7 } })])).toBe('opensearch');
  expect(rules.findCluster([version(null)])).toBeNull();
});

test('the preview shows the volume and events as they would look', () => {
  const volume = { indices: 412, total: 9_000, newestAt: null, perDay: 140, minLevel: 7 };
  const body = {
    rule: { level: 10, description: 'sshd: brute force' },
    agent: { name: 'web-01' },
    timestamp: '2026-08-20T11:59:00.000+0200',
  };
  expect(rules.previewOf([step({ id: 'alerts', data: { volume } }), sample(body)])).toEqual({
    perDay: 140,
    samples: [{ title: 'sshd: brute force', level: 10, at: '2026-08-20T09:59:00.000Z', host: 'web-01' }],
  });
});

test('a sample of any shape is shown without failing', () => {
  const odd = [{}, { rule: 'x', agent: null, timestamp: 'never' }, { rule: { level: '7', description: '' } }];
  const preview = rules.previewOf(odd.map(sample));
  expect(preview?.samples).toEqual(odd.map(() => ({ title: 'No description', level: null, at: null, host: null })));
});

test('without figures and samples there is no preview', () => {
  expect(rules.previewOf(probes.wrongLogin())).toBeNull();
});
