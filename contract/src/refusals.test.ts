import { expect, test } from 'vitest';
import type { z } from 'zod';
import {
  addAlias,
  assignAlert,
  changeAlerts,
  changePassword,
  closeAlert,
  completeSetup,
  createConnection,
  createCustomer,
  createWebhook,
  login,
  probeDraft,
  replayParked,
  saveView,
  updateConnection,
  updateCustomer,
  updateSchedule,
  updateSettings,
  updateSource,
} from './index.ts';

const close = { kind: 'close', verdict: 'false_positive', reason: 'test_activity', note: 'seen', duplicateOf: 'alr_1' };

/** A body of each route that is taken, in full. */
const good = {
  completeSetup: {
    ...{ token: 't', username: 'ines', email: 'ines@harbor.example', password: 'four words of a phrase' },
    ...{ organisation: 'Harbor Dental', timeZone: 'Europe/Lisbon' },
  },
  login: { username: 'ines', password: 'x' },
  changePassword: { current: 'x', next: 'four words of a phrase' },
  createCustomer: { code: 'kestrel', name: 'Kestrel', mark: 'KEST', hue: '#7fb685', aliases: ['tenant-7'] },
  updateCustomer: { name: 'Kestrel', hue: '#7fb685' },
  addAlias: { value: 'tenant-7' },
  assignAlert: { assignee: 'usr_1' },
  closeAlert: { verdict: 'duplicate', note: 'seen', duplicateOf: 'alr_1' },
  changeAlerts: { select: { q: 'is:open' }, action: close },
  saveView: { screen: 'alerts', name: 'Mine', state: { q: 'is:open' } },
  probeDraft: { kind: 'auto', url: 'https://w.example:9200', config: { username: 'r' }, secrets: { password: 'p' } },
  createConnection: {
    ...{ kind: 'wazuh-indexer', url: 'https://w.example:9200', config: {}, secrets: { password: 'p' }, minLevel: 0 },
    ...{ tls: { verify: 'pin', fingerprint: 'ab'.repeat(32) }, name: 'Main', customerId: 'cus_1', since: '7d' },
  },
  updateConnection: { name: 'Main', url: 'https://w.example', tls: { verify: 'system' }, customerId: null },
  createWebhook: { name: 'Hook', customerId: null, minLevel: 3 },
  updateSource: { since: 'all', minLevel: 16, everyS: 86_400, isEnabled: false },
  replayParked: { reason: 'customer_unknown' },
  updateSettings: { eventRetentionDays: 1, parkedRetentionDays: 3_650, runRetentionDays: 30, clearedAfterMinutes: 0 },
  updateSchedule: { cron: '17 3 * * *', isEnabled: false },
};
const bodies: Record<keyof typeof good, z.ZodType> = {
  completeSetup: completeSetup.body,
  login: login.body,
  changePassword: changePassword.body,
  createCustomer: createCustomer.body,
  updateCustomer: updateCustomer.body,
  addAlias: addAlias.body,
  assignAlert: assignAlert.body,
  closeAlert: closeAlert.body,
  changeAlerts: changeAlerts.body,
  saveView: saveView.body,
  probeDraft: probeDraft.body,
  createConnection: createConnection.body,
  updateConnection: updateConnection.body,
  createWebhook: createWebhook.body,
  updateSource: updateSource.body,
  replayParked: replayParked.body,
  updateSettings: updateSettings.body,
  updateSchedule: updateSchedule.body,
};

test.each(Object.entries(good))('%s takes a full body', (name, body) => {
  expect(bodies[name as keyof typeof bodies].safeParse(body).error?.issues ?? []).toEqual([]);
});

const long = (length: number) => 'x'.repeat(length);

test.each<[keyof typeof bodies, Record<string, unknown>, string]>([
  ['completeSetup', { username: '   ' }, 'username'],
  ['completeSetup', { username: long(51) }, 'username'],
  ['completeSetup', { email: 'ines' }, 'email'],
  ['completeSetup', { email: `${long(250)}@x.example` }, 'email'],
  ['completeSetup', { password: 'too short' }, 'password'],
  ['completeSetup', { organisation: ' ' }, 'organisation'],
  ['completeSetup', { token: undefined }, 'token'],
  ['completeSetup', { timeZone: long(65) }, 'timeZone'],
  ['login', { username: '' }, 'username'],
  ['login', { password: '' }, 'password'],
  ['login', { password: long(1_001) }, 'password'],
  ['login', { password: ['x'] }, 'password'],
  ['changePassword', { next: 'elevenchars' }, 'next'],
  ['changePassword', { current: null }, 'current'],
  ['createCustomer', { code: 'Kestrel' }, 'code'],
  ['createCustomer', { code: 'kestrel-' }, 'code'],
  ['createCustomer', { name: '' }, 'name'],
  ['createCustomer', { mark: 'KEST1' }, 'mark'],
  ['createCustomer', { mark: 'K' }, 'mark'],
  ['createCustomer', { hue: 'green' }, 'hue'],
  ['createCustomer', { hue: '#7FB685' }, 'hue'],
  ['createCustomer', { aliases: ['a', ' '] }, 'aliases/1'],
  ['createCustomer', { aliases: 'a' }, 'aliases'],
  ['createCustomer', { aliases: Array.from({ length: 51 }, (_, n) => `a${n}`) }, 'aliases'],
  ['updateCustomer', { name: long(201) }, 'name'],
  ['updateCustomer', { hue: 7 }, 'hue'],
  ['addAlias', { value: '' }, 'value'],
  ['addAlias', { value: long(201) }, 'value'],
  ['assignAlert', { assignee: 'ines' }, 'assignee'],
  ['assignAlert', { assignee: undefined }, 'assignee'],
  ['closeAlert', { verdict: 'true positive' }, 'verdict'],
  ['closeAlert', { duplicateOf: 'KEST-1' }, 'duplicateOf'],
  ['closeAlert', { note: long(4_001) }, 'note'],
  ['closeAlert', { reason: long(65) }, 'reason'],
  ['changeAlerts', { select: { q: long(2_001) } }, 'select/q'],
  ['changeAlerts', { select: { q: '', lastSeenUntil: 'now' } }, 'select/lastSeenUntil'],
  ['changeAlerts', { select: { ids: [] } }, 'select/ids'],
  ['changeAlerts', { select: {} }, 'select'],
  ['changeAlerts', { action: { kind: 'delete' } }, 'action/kind'],
  ['changeAlerts', { action: { kind: 'close' } }, 'action/verdict'],
  ['changeAlerts', { action: { kind: 'assign' } }, 'action/assignee'],
  ['changeAlerts', { action: 'reopen' }, 'action'],
  ['saveView', { screen: 'customers' }, 'screen'],
  ['saveView', { name: ' ' }, 'name'],
  ['saveView', { state: { q: 7 } }, 'state/q'],
  ['saveView', { state: { q: long(2_001) } }, 'state/q'],
  ['probeDraft', { url: 'w.example' }, 'url'],
  ['probeDraft', { url: `https://${long(500)}` }, 'url'],
  ['probeDraft', { secrets: { password: 7 } }, 'secrets/password'],
  ['probeDraft', { secrets: { password: long(10_001) } }, 'secrets/password'],
  ['probeDraft', { minLevel: '7' }, 'minLevel'],
  ['createConnection', { tls: { verify: 'none' } }, 'tls/verify'],
  ['createConnection', { tls: { verify: 'pin', fingerprint: 'zz'.repeat(32) } }, 'tls/fingerprint'],
  ['createConnection', { tls: { verify: 'ca', ca: '' } }, 'tls/ca'],
  ['createConnection', { customerId: 'kestrel' }, 'customerId'],
  ['createConnection', { since: '7 days' }, 'since'],
  ['createConnection', { minLevel: 17 }, 'minLevel'],
  ['createConnection', { name: long(101) }, 'name'],
  ['createConnection', { config: [] }, 'config'],
  ['updateConnection', { name: '' }, 'name'],
  ['updateConnection', { url: 'ftp://w.example' }, 'url'],
  ['updateConnection', { isEnabled: 1 }, 'isEnabled'],
  ['updateConnection', { tls: null }, 'tls'],
  ['createWebhook', { name: undefined }, 'name'],
  ['createWebhook', { minLevel: -1 }, 'minLevel'],
  ['updateSource', { everyS: 4 }, 'everyS'],
  ['updateSource', { everyS: 86_401 }, 'everyS'],
  ['updateSource', { since: '' }, 'since'],
  ['updateSource', { minLevel: 7.5 }, 'minLevel'],
  ['updateSettings', { eventRetentionDays: 0 }, 'eventRetentionDays'],
  ['updateSettings', { parkedRetentionDays: 3_651 }, 'parkedRetentionDays'],
  ['updateSettings', { runRetentionDays: '30' }, 'runRetentionDays'],
  ['updateSettings', { clearedAfterMinutes: -1 }, 'clearedAfterMinutes'],
  ['updateSchedule', { cron: long(101) }, 'cron'],
  ['updateSchedule', { isEnabled: 'off' }, 'isEnabled'],
])('%s: a wrong value is refused and the field is named (%#)', (name, change, pointer) => {
  const issues = bodies[name].safeParse({ ...good[name], ...change }).error?.issues ?? [];
  expect([...new Set(issues.map((issue) => issue.path.join('/')))]).toEqual([pointer]);
});

test.each<[string, z.ZodType, Record<string, unknown>, RegExp]>([
  ['a code', createCustomer.body, { ...good.createCustomer, code: 'K' }, /3 to 32 small letters/],
  ['a mark', createCustomer.body, { ...good.createCustomer, mark: 'kest' }, /2 to 8 capital letters/],
  ['a hue', createCustomer.body, { ...good.createCustomer, hue: 'red' }, /like #7fb685/],
  ['a start', updateSource.body, { since: '1w' }, /24h, 7d or all/],
  ['a level', updateSource.body, { minLevel: 17 }, /whole number from 0 to 16/],
  ['a level in parts', updateSource.body, { minLevel: 6.5 }, /whole number from 0 to 16/],
  ['an address of a product', createConnection.body, { ...good.createConnection, url: 'ftp://w' }, /https:\/\/wazuh/],
  ['a user name', completeSetup.body, { ...good.completeSetup, username: ' ' }, /A user has a name/],
  ['an e-mail address', completeSetup.body, { ...good.completeSetup, email: 'ines' }, /ines@example\.org/],
  ['a password', changePassword.body, { current: 'x', next: 'short' }, /at least 12 characters/],
  [
    'a choice of alerts',
    changeAlerts.body,
    { select: { id: 'alr_1' }, action: { kind: 'reopen' } },
    /1 to 10,000.*`q`/,
  ],
])('what is said of %s tells how it is written', (_, schema, body, words) => {
  const messages = JSON.stringify(schema.safeParse(body).error?.issues ?? []);
  expect(messages).toMatch(words);
});

test('names and notes come without blanks around them, passwords exactly as typed', () => {
  expect(createCustomer.body.parse({ code: 'kestrel', name: '  Kestrel ' }).name).toBe('Kestrel');
  expect(addAlias.body.parse({ value: ' tenant-7\n' }).value).toBe('tenant-7');
  expect(login.body.parse({ username: ' ines ', password: ' x ' })).toEqual({ username: 'ines', password: ' x ' });
  const typed = '  four words of a phrase ';
  expect(changePassword.body.parse({ current: ' ', next: typed })).toEqual({ current: ' ', next: typed });
});

test('events are replayed by choice or by reason, never all by mistake', () => {
  const takes = (body: unknown) => replayParked.body.safeParse(body).success;
  expect([takes({ ids: ['prk_1'] }), takes({ reason: 'time_invalid' })]).toEqual([true, true]);
  for (const bad of [
    {},
    { ids: [] },
    { ids: ['alr_1'] },
    { id: 'prk_1' },
    { reason: 7 },
    { reason: 'moonlight' },
    null,
    [],
  ])
    expect(takes(bad), JSON.stringify(bad)).toBe(false);
  expect(takes({ ids: Array.from({ length: 1_001 }, () => 'prk_1') })).toBe(false);
});
