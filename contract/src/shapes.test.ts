import { describe, expect, test } from 'vitest';
import {
  AlertId,
  CloseAlert,
  changeAlerts,
  completeSetup,
  createConnection,
  createCustomer,
  createWebhook,
  customerHues,
  errorCodes,
  findAlertByNumber,
  findFindingByNumber,
  Instant,
  idOf,
  Password,
  Problem,
  Settings,
  TlsTrust,
  updateConnection,
  updateSource,
  verdicts,
} from './index.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

test.each(['2026-08-20T14:04:09.120Z', '2026-08-20T14:04:09Z', '2026-08-20T16:04:09.120+02:00'])(
  '%s is an instant',
  (text) => {
    expect(takes(Instant, text)).toBe(true);
  },
);
test.each([
  '2026-08-20',
  '2026-08-20T14:04',
  '20.08.2026',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '1724162649',
  '',
  5,
])('%j is none', (text) => {
  expect(takes(Instant, text)).toBe(false);
});

test('an id has its prefix and small digits that are not mistaken for each other', () => {
  for (const id of ['alr_1a', 'alr_0', 'alr_7zzzzzzzzzz']) expect(takes(AlertId, id)).toBe(true);
  for (const id of [
    '1a',
    'alr_',
    'ALR_1A',
    'alr_i',
    'alr_l',
    'alr_o',
    'alr_u',
    'cas_1a',
    'alr_123456789012',
    ' alr_1',
    "alr_1' or 1",
  ])
    expect(takes(AlertId, id), id).toBe(false);
  expect(idOf('xyz', 'XyzId').safeParse('abc').error?.issues[0]?.message).toBe(
    'An id that starts with xyz_ is expected.',
  );
});

test('a human number is of the kind that the route looks for', () => {
  const alert = (number: string) => takes(findAlertByNumber.params, { number });
  const finding = (number: string) => takes(findFindingByNumber.params, { number });
  expect([alert('KEST-1042'), alert('KEST-F-2044'), alert('kest-1'), alert('K-1'), alert('KEST-')]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([finding('KEST-F-2044'), finding('KEST-1042'), finding('KEST-F-'), finding('KEST-C-7')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('a password has 12 to 128 characters, whatever they are', () => {
  for (const good of ['four words of a phrase', 'ünïcode gehört dazu', '            ', 'x'.repeat(128)])
    expect(takes(Password, good)).toBe(true);
  for (const bad of ['', 'short', 'elevenchars', 'x'.repeat(129), null]) expect(takes(Password, bad)).toBe(false);
});

test('closing asks for a verdict that exists', () => {
  for (const verdict of verdicts) expect(takes(CloseAlert, { verdict })).toBe(true);
  for (const bad of [
    {},
    { verdict: 'maybe' },
    { verdict: 'true_positive', note: 'x'.repeat(4_001) },
    { verdict: 'duplicate', duplicateOf: 'KEST-1' },
  ])
    expect(takes(CloseAlert, bad)).toBe(false);
  expect(CloseAlert.parse({ verdict: 'true_positive', note: '  seen  ' }).note).toBe('seen');
});

describe('an action on many alerts', () => {
  const select = (value: unknown) => takes(changeAlerts.body, { select: value, action: { kind: 'reopen' } });

  test('is on chosen alerts or on all that match', () => {
    for (const good of [
      { ids: ['alr_1'] },
      { ids: Array.from({ length: 10_000 }, () => 'alr_1') },
      { q: '' },
      { q: 'is:open', lens: 'kestrel', lastSeenUntil: '2026-08-20T14:04:09Z' },
    ])
      expect(select(good)).toBe(true);
  });

  test('is never on all alerts by mistake: an empty or misspelt choice is no choice', () => {
    for (const bad of [
      {},
      { ids: [] },
      { id: ['alr_1'] },
      { ids: ['1'] },
      { ids: 'alr_1' },
      { query: 'is:open' },
      { lens: 'kestrel' },
      { q: 'is:open', ids: [] },
      { ids: Array.from({ length: 10_001 }, () => 'alr_1') },
    ])
      expect(select(bad), JSON.stringify(bad).slice(0, 80)).toBe(false);
  });
});

describe('trust in a certificate', () => {
  test('is the system, an authority or a fingerprint; there is no off', () => {
    for (const good of [
      { verify: 'system' },
      { verify: 'ca', ca: '-----BEGIN CERTIFICATE-----' },
      { verify: 'pin', fingerprint: 'a'.repeat(64) },
    ])
      expect(takes(TlsTrust, good)).toBe(true);
    for (const bad of [
      {},
      { verify: 'off' },
      { verify: false },
      { verify: 'ca' },
      { verify: 'ca', ca: '' },
      { verify: 'pin', fingerprint: 'abc' },
    ])
      expect(takes(TlsTrust, bad)).toBe(false);
  });
});

describe('a connection', () => {
  test('is reached over http or https and nothing else', () => {
    for (const url of ['https://indexer.example:9200', 'http://10.0.0.5'])
      expect(takes(createConnection.body, { url })).toBe(true);
    for (const url of ['file:///etc/passwd', 'ftp://x.example', 'javascript:alert(1)', 'gopher://x', 'indexer', ''])
      expect(takes(createConnection.body, { url }), url).toBe(false);
  });

  test('reads from 24 hours and level 7 unless it is said otherwise', () => {
    expect(createConnection.body.parse({})).toMatchObject({
      kind: 'auto',
      since: '24h',
      minLevel: 7,
      tls: { verify: 'system' },
      customerId: null,
    });
    for (const since of ['all', '1h', '30d', '90m']) expect(takes(createConnection.body, { since })).toBe(true);
    for (const since of ['yesterday', '1y', '-1h', '', '999999h'])
      expect(takes(createConnection.body, { since }), since).toBe(false);
    for (const minLevel of [-1, 17, 7.5]) expect(takes(createConnection.body, { minLevel })).toBe(false);
  });

  test('is changed field by field; what is left out stays', () => {
    expect(updateConnection.body.parse({})).toEqual({});
    expect(updateSource.body.parse({})).toEqual({});
    expect(takes(updateSource.body, { everyS: 4 })).toBe(false);
    expect(takes(createWebhook.body, { name: ' ' })).toBe(false);
  });
});

test("a customer's code is fixed and readable; hues are twelve", () => {
  for (const code of ['kestrel', 'a-1', 'x'.repeat(32)])
    expect(takes(createCustomer.body, { code, name: 'X' }), code).toBe(true);
  for (const code of ['ab', 'Kestrel', '-a-', 'a b', 'a_b', 'x'.repeat(33)])
    expect(takes(createCustomer.body, { code, name: 'X' }), code).toBe(false);
  expect(new Set(customerHues).size).toBe(12);
  expect(customerHues.filter((hue) => !/^#[0-9a-f]{6}$/.test(hue))).toEqual([]);
});

test('setup asks for an address that is one', () => {
  const setup = { token: 't', username: 'ines', password: 'four words of a phrase', organisation: 'Harbor Dental' };
  expect(takes(completeSetup.body, { ...setup, email: 'ines@harbor-dental.example' })).toBe(true);
  for (const email of ['ines', 'ines@', '@x.example', 'a b@x.example'])
    expect(takes(completeSetup.body, { ...setup, email }), email).toBe(false);
});

test('settings have sane defaults inside their own bounds', () => {
  const defaults = Settings.parse({});
  expect(Settings.parse(defaults)).toEqual(defaults);
  expect(defaults).toEqual({
    eventRetentionDays: 90,
    parkedRetentionDays: 30,
    runRetentionDays: 30,
    clearedAfterMinutes: 60,
  });
});

test('every code is a word of a thing and a state, with a status of an error and a sentence', () => {
  for (const [code, [status, sentence]] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z]+(\.[a-z]+(_[a-z]+)*)?$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});

test('a problem document is one only with all its parts', () => {
  const problem = {
    type: '/errors/alert.not_found',
    title: 'There is no such alert.',
    status: 404,
    code: 'alert.not_found',
    detail: 'There is no such alert.',
  };
  expect(takes(Problem, problem)).toBe(true);
  for (const part of Object.keys(problem)) expect(takes(Problem, { ...problem, [part]: undefined }), part).toBe(false);
});
