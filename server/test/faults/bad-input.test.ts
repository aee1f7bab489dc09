import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeCertificate } from '../emulators/certificate.ts';
import { faults, type IndexerEmulator, startIndexerEmulator } from '../emulators/wazuh-indexer/emulator.ts';
import type { GivenUser } from '../given.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import type { Stored } from '../opensearch/load.ts';
import { alertOf, onSearch, startByteSpoiler, stateOf } from './indexer.ts';
import { linesOn } from './line.ts';
import { rowsOf, sound, tally } from './tally.ts';

// Each kind of bad input is read beside a healthy source: it is answered clearly, loses nothing and delays nothing else.
const certificate = makeCertificate({ name: 'indexer.example', covers: ['127.0.0.1'] });
const minute = 60_000;

let app: TestApp;
let admin: GivenUser;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  app = await startTestApp({ start: new Date().toISOString() });
});
beforeEach(async () => {
  admin = await app.given.user();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  // What a test connected is not read by the next one.
  await rowsOf(app.url, 'update sources set is_enabled = false');
});
afterAll(() => app.close());

const ago = (minutes: number) => new Date(app.clock.now().getTime() - minutes * minute);
const alerts = (count: number, from = 0): Stored[] =>
  Array.from({ length: count }, (_, place) => alertOf(from + place, ago(600 - place), {}, `Event ${from + place}`));

async function startIndexer(documents: Stored[], isSecure = false): Promise<IndexerEmulator> {
  const emulator = await startIndexerEmulator({ documents }, isSecure ? certificate : undefined);
  ends.push(emulator.stop);
  return emulator;
}

async function connect(
  emulator: { url: string },
  password = 'reader-password',
  tls?: { verify: 'pin'; fingerprint: string },
) {
  const body = {
    kind: 'wazuh-indexer',
    url: emulator.url,
    config: { username: 'reader' },
    secrets: { password },
    since: 'all',
    minLevel: 0,
    ...(tls === undefined ? {} : { tls }),
  };
  return (await app.call(admin, 'createConnection', { body })).reply;
}

type Connection = Awaited<ReturnType<typeof connect>>;
const sourceOf = async (connection: Connection, purpose: 'alerts' | 'findings') => {
  const { sources } = (await app.call(admin, 'getConnection', { params: { connectionId: connection.id } })).reply;
  const found = sources.find((source) => source.purpose === purpose);
  if (!found) throw new Error(`no source of ${purpose}`);
  return found;
};
const ofConnection = async (connection: Connection) => {
  const [row] = await rowsOf<{ events: number; parked: number }>(
    app.url,
    `select (select count(*) from alert_events e join sources s on s.id = e.source_id join connections c on c.id = s.connection_id where c.base_url = $1)::int as events,
      (select count(*) from parked_events p join sources s on s.id = p.source_id join connections c on c.id = s.connection_id where c.base_url = $1)::int as parked`,
    [connection.baseUrl],
  );
  return row ?? { events: -1, parked: -1 };
};
/** One run over every source, also when one of them fails. */
const syncAlerts = () =>
  app.runJob('sync-alerts').then(
    () => '',
    (error: unknown) => String(error),
  );
const failedStep = (steps: Connection['steps']) => steps.find((step) => step.state === 'failed');

test('a wrong password is told at the probe and on the source, is not tried in a storm, and the neighbour is read', async () => {
  const [locked, healthy] = [await startIndexer(alerts(5)), await startIndexer(alerts(7, 100))];
  const draft = { url: locked.url, config: { username: 'reader' }, secrets: { password: 'guess-1' } };
  const probed = (await app.call(admin, 'probeDraft', { body: { ...draft, kind: 'wazuh-indexer' } })).reply;
  expect(failedStep(probed.steps)).toMatchObject({ id: 'login', remedy: expect.stringMatching(/password/) });
  const [bad, good] = [await connect(locked, 'guess-1'), await connect(healthy)];
  expect(bad.status).toBe('failing');
  locked.state.seen.length = 0;
  expect(await syncAlerts()).toMatch(/refused the login: check user and password/);
  expect(locked.state.seen.length).toBeLessThanOrEqual(2);
  expect((await sourceOf(bad, 'alerts')).lastError).toMatch(/check user and password/);
  expect(await ofConnection(good)).toEqual({ events: 7, parked: 0 });
  const right = { secrets: { password: 'reader-password' } };
  await app.call(admin, 'updateConnection', { params: { connectionId: bad.id }, body: right });
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(bad)).toEqual({ events: 5, parked: 0 });
  expect(JSON.stringify(await rowsOf(app.url, 'select * from audit_events'))).not.toContain('guess-1');
});

test('a self-signed certificate is refused with its fingerprint, and pinning that one is enough', async () => {
  const indexer = await startIndexer(alerts(5, 200), true);
  const draft = {
    kind: 'auto',
    url: indexer.url,
    config: { username: 'reader' },
    secrets: { password: 'reader-password' },
  };
  const probed = (await app.call(admin, 'probeDraft', { body: draft })).reply;
  expect(probed.isOk).toBe(false);
  const failed = failedStep(probed.steps);
  expect(failed?.fingerprint?.replaceAll(':', '').toLowerCase()).toBe(certificate.sha256);
  const other = 'ab'.repeat(32);
  expect((await connect(indexer, 'reader-password', { verify: 'pin', fingerprint: other })).status).toBe('failing');
  // Nothing is sent to whoever shows another certificate, the password least of all.
  expect(indexer.state.seen).toEqual([]);
  const { items } = (await app.call(admin, 'listConnections')).reply;
  const made = items.find((one) => one.baseUrl === indexer.url);
  const tls = { verify: 'pin', fingerprint: failed?.fingerprint ?? '' } as const;
  const put = await app.call(admin, 'updateConnection', { params: { connectionId: made?.id ?? '' }, body: { tls } });
  expect(put.reply.status).toBe('ok');
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(put.reply)).toEqual({ events: 5, parked: 0 });
});

test('an index without rights fails by itself: the other index of the same login is read, and rights given later heal it', async () => {
  const indexer = await startIndexer([...alerts(5, 300), stateOf('001', 1), stateOf('001', 2)]);
  indexer.state.fault = (asked) => (asked.path.includes('states') ? faults.forbidden : null);
  const made = await connect(indexer);
  const step = failedStep(made.steps) ?? made.steps.find((one) => one.state === 'skipped');
  expect(step?.evidence).toMatch(/refused \(indices:data\/read\/search\)/);
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(made)).toEqual({ events: 5, parked: 0 });
  const { sources } = (await app.call(admin, 'getConnection', { params: { connectionId: made.id } })).reply;
  const states = sources.find((source) => source.purpose === 'findings');
  if (states) {
    await app.call(admin, 'updateSource', { params: { sourceId: states.id }, body: { isEnabled: true } });
    await app.runJob('sync-findings').catch(() => undefined);
    expect((await sourceOf(made, 'findings')).lastError).toMatch(/lacks a right/);
  }
  indexer.state.fault = () => null;
  expect(await app.runJob('sync-findings')).toMatchObject({ read: 2, new: 2 });
  expect((await sourceOf(made, 'findings')).lastError).toBeNull();
});

test.each([
  ['failedShards', /shards failed/],
  ['timedOut', /ran out of time/],
  ['cut', /cut off|ended its answer early/],
] as const)(
  'half an answer (%s) on a later page keeps what was whole, moves nothing behind it, and is made good',
  async (name, words) => {
    const first = { failedShards: 1_000, timedOut: 3_000, cut: 5_000 }[name];
    const [indexer, healthy] = [await startIndexer(alerts(1_300, first)), await startIndexer(alerts(9, first + 1_500))];
    const [made, good] = [await connect(indexer), await connect(healthy)];
    indexer.state.seen.length = 0;
    indexer.state.fault = onSearch(faults[name], (index, before) => index.includes('alerts') && before >= 2);
    expect(await syncAlerts()).toMatch(words);
    const part = await ofConnection(made);
    expect(part.events).toBeGreaterThan(0);
    expect(part.events).toBeLessThan(1_300);
    expect((await sourceOf(made, 'alerts')).lastError).toMatch(words);
    expect(await ofConnection(good)).toEqual({ events: 9, parked: 0 });
    indexer.state.fault = () => null;
    app.clock.advance(minute);
    expect(await syncAlerts()).toBe('');
    expect(await ofConnection(made)).toEqual({ events: 1_300, parked: 0 });
    expect(await tally(app.url)).toMatchObject(sound);
  },
);

test.each(['failedShards', 'timedOut', 'cut'] as const)(
  'half a snapshot of findings (%s) makes nothing absent',
  async (name) => {
    const states = ['001', '002', '003'].flatMap((agent) =>
      Array.from({ length: 40 }, (_, place) => stateOf(`${name}-${agent}`, place)),
    );
    const indexer = await startIndexer(states);
    await connect(indexer);
    expect(await app.runJob('sync-findings')).toMatchObject({ new: 120, absent: 0 });
    for (const before of [0, 1]) {
      indexer.state.seen.length = 0;
      indexer.state.documents = states.slice(0, 60);
      indexer.state.fault = onSearch(faults[name], (index, count) => index.includes('states') && count >= before);
      app.clock.advance(61 * minute);
      await app.runJob('sync-findings').catch(() => undefined);
      const [gone] = await rowsOf<{ n: number }>(
        app.url,
        "select count(*)::int as n from findings where not presence or status = 'patched'",
      );
      expect(gone?.n).toBe(0);
    }
    indexer.state.documents = states;
    indexer.state.fault = () => null;
    expect(await app.runJob('sync-findings')).toMatchObject({ read: 120, new: 0, absent: 0, reopened: 0 });
  },
);

test('a source that never answers delays no other', async () => {
  const [mute, healthy] = [await startIndexer(alerts(5, 9_000)), await startIndexer(alerts(6, 9_100))];
  const [, good] = [await connect(mute), await connect(healthy)];
  mute.state.fault = () => faults.silence;
  await app.runJob('collect-alerts');
  // The silent one is waited for twice as long as this poll lasts.
  await expect.poll(() => ofConnection(good), { interval: 20 }).toEqual({ events: 6, parked: 0 });
});

test('poison among 300 events is parked with its reason or kept, and its neighbours become alerts', {
  timeout: 60_000,
}, async () => {
  const keys = Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`key${key}`, { value: key }]));
  let deep: unknown = 'bottom';
  for (let level = 0; level < 1_000; level++) deep = [deep];
  const at = ago(30);
  const rule = { id: '1', level: 9, description: 'Poison' };
  const title = (description: string) => ({ rule: { ...rule, description } });
  const poison: [name: string, document: Stored][] = [
    ['10,000 keys', alertOf(20_001, at, { ...title('Many keys'), data: keys })],
    ['10 MB field', alertOf(20_002, at, { ...title('Large'), full_log: 'x'.repeat(10_000_000) })],
    ['year 9999', alertOf(20_003, new Date('9999-12-31T23:59:59.999Z'), title('Far'))],
    ['NUL', alertOf(20_004, at, { ...title('Nul \u0000 inside'), full_log: 'a\u0000b', 'na\u0000me': 1 })],
    ['lone surrogate', alertOf(20_005, at, { ...title('Half \ud800 pair'), full_log: '\udfff' })],
    ['bad UTF-8', alertOf(20_006, at, { ...title('Bytes @@BYTES@@'), full_log: '@@BYTES@@' })],
    ['depth 1,000', alertOf(20_007, at, { ...title('Deep'), data: deep })],
    ['prototype keys', alertOf(20_008, at, JSON.parse('{"__proto__":{"level":1},"constructor":1,"toString":2}'))],
    ['no title', alertOf(20_009, at, { rule: { id: '2', level: 9 } })],
    ['rule is a list', alertOf(20_010, at, { rule: [1, 2] })],
    ['epoch 0', alertOf(20_011, new Date(0), title('Epoch'))],
    ['odd level', alertOf(20_012, at, { rule: { ...rule, level: 'high' } })],
    ['long id', { ...alertOf(20_013, at, title('Long id')), _id: 'i'.repeat(3_000) }],
    ['NUL in the id', { ...alertOf(20_014, at, title('Nul id')), _id: 'a\u0000b' }],
    ['text is a number', alertOf(20_015, at, { ...title('Number'), agent: { id: 1, name: 2 }, full_log: 3 })],
  ];
  const emulator = await startIndexer([...alerts(300, 21_000), ...poison.map(([, document]) => document)]);
  const spoiler = await startByteSpoiler(emulator.url, '@@BYTES@@', Buffer.from([0xff, 0xfe, 0xc3, 0x28]));
  ends.push(spoiler.stop);
  const made = await connect(spoiler);
  expect(await syncAlerts()).toBe('');
  const sums = await ofConnection(made);
  expect(sums.events + sums.parked).toBe(300 + poison.length);
  const parked = await rowsOf<{ id: string; reason: string; error: string }>(
    app.url,
    `select document_id as id, reason, error from parked_events order by document_id`,
  );
  expect(parked.map(({ id, reason }) => [id, reason])).toEqual([
    ['alert-020003', 'time_invalid'],
    ['alert-020009', 'title_missing'],
    ['alert-020010', 'title_missing'],
    ['alert-020011', 'time_invalid'],
  ]);
  const events = await rowsOf<{ n: number }>(
    app.url,
    `select max(octet_length(context::text))::int as n from alert_events`,
  );
  expect(events[0]?.n).toBeLessThan(70_000);
  // A second run finds nothing new and parks nothing twice.
  app.clock.advance(minute);
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(made)).toEqual(sums);
  expect(await tally(app.url)).toMatchObject(sound);
  const shown = await app.call(admin, 'listParked', { query: {} });
  expect(shown.reply.items.length).toBeGreaterThanOrEqual(4);
  const ids = await rowsOf<{ id: number }>(
    app.url,
    'select distinct alert_id as id from alert_events where document_id like $1',
    ['%0200%'],
  );
  for (const { id } of ids) {
    const alertId = app.given.wire('alert', id);
    expect((await app.call(admin, 'getAlert', { params: { alertId } })).outcome).toBe('200');
    expect((await app.call(admin, 'listAlertEvents', { params: { alertId }, query: {} })).outcome).toBe('200');
  }
});

test('an event of a customer nobody knows is parked, and the alias alone brings it to them', async () => {
  const kestrel = await app.given.customer({ code: 'kestrel-a', name: 'Kestrel Logistics' });
  const labelled = (customer: string) => ({ agent: { id: '007', name: 'dock-7', labels: { customer } } });
  const indexer = await startIndexer([
    alertOf(30_001, ago(20), labelled('KL-Unknown')),
    alertOf(30_002, ago(19), labelled('kl-unknown')),
    alertOf(30_003, ago(18), labelled('kestrel-a')),
    alertOf(30_004, ago(17), labelled("o'brien; drop table alerts")),
  ]);
  const made = await connect(indexer);
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(made)).toEqual({ events: 1, parked: 3 });
  const { items } = (await app.call(admin, 'listParked', { query: { reason: 'customer_unknown' } })).reply;
  expect(items.map((item) => item.customer)).toEqual([null, null, null]);
  const analyst = await app.given.user({ role: 'analyst', customers: [kestrel.id] });
  const seen = await app.call(analyst, 'listParked', { query: {} });
  if (seen.status < 400) expect(seen.reply.items).toEqual([]);
  const added = await app.call(admin, 'addAlias', {
    params: { customerId: kestrel.wireId },
    body: { value: 'Kl-unknown' },
  });
  expect(added.status).toBeLessThan(300);
  await app.runJob('replay-parked');
  expect(await ofConnection(made)).toEqual({ events: 3, parked: 1 });
  const [owners] = await rowsOf<{ n: number }>(
    app.url,
    'select count(*)::int as n from alert_events where customer_id = $1',
    [kestrel.id],
  );
  expect(owners?.n).toBe(3);
  app.clock.advance(minute);
  expect(await syncAlerts()).toBe('');
  expect(await ofConnection(made)).toEqual({ events: 3, parked: 1 });
});

test.each(['alerts', 'findings'] as const)(
  'a broken query over %s is answered with its position and a hint, on the screen and on the line',
  async (what) => {
    const line = linesOn(app.url, app.config.dataDir);
    const operation = what === 'alerts' ? 'listAlerts' : 'listFindings';
    const broken: [q: string, position: number][] = [
      ['severity:high AND (status:open', 30],
      ['title:"never closed', 6],
      ['severity:[low TO', 16],
      ['AND', 0],
    ];
    for (const [q, position] of broken) {
      const { status, code, errors } = (await app.call(admin, operation, { query: { q } })).problem;
      expect({ q, status, code }).toEqual({ q, status: 400, code: 'query.invalid' });
      expect(errors?.[0]).toMatchObject({ pointer: expect.stringMatching(/q$/), position: expect.any(Number) });
      expect(errors?.[0]?.position).toBeLessThanOrEqual(q.length);
      expect(errors?.[0]?.position).toBeGreaterThanOrEqual(Math.min(position, 6));
      const said = await line(what, 'list', '-q', q);
      expect({ q, code: said.code }).toEqual({ q, code: 1 });
      expect(said.err.join(' ')).toMatch(/character \d+/);
    }
    const odd = (await app.call(admin, operation, { query: { q: 'sevrity:high' } })).problem;
    expect(odd.errors?.[0]).toMatchObject({ position: 0, hint: expect.stringContaining('severity') });
    for (const q of [
      'a'.repeat(20_000),
      '('.repeat(2_000),
      '*',
      '??*??*??*a',
      'title:/(a+)+$/',
      '\u0000',
      'x:\ud800',
      '-'.repeat(500),
    ]) {
      const { status } = await app.call(admin, operation, { query: { q } });
      expect([q.slice(0, 20), status < 500]).toEqual([q.slice(0, 20), true]);
    }
  },
);

test('a password file that is not there, and a wrong login on the line, end with exit 2 and 1 and one sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wf-line-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const line = linesOn(app.url, app.config.dataDir);
  const indexer = await startIndexer(alerts(2, 40_000));
  const words = ['connect', 'wazuh-indexer', '--url', indexer.url, '--user', 'reader', '--password-file'];
  const absent = await line(...words, join(folder, 'nowhere'));
  expect(absent.code).toBe(2);
  await writeFile(join(folder, 'secret'), 'wrong-password\n');
  const refused = await line(...words, join(folder, 'secret'));
  expect(refused.code).toBe(1);
  expect(refused.err.join('\n')).not.toMatch(/\n\s+at |wrong-password/);
  expect(refused.out.find((step) => step.state === 'failed')).toMatchObject({ id: 'login' });
});
