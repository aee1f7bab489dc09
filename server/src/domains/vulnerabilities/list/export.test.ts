import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ageUnits, listLifeS } from '../priority.ts';
import { ageFindings } from '../service.ts';
import { exportFindingGroups, exportFindings } from './export.ts';
import { listFindings, listGroups } from './service.ts';
import { addCustomer, asAnalyst, openWorld, type Planted, plant, type World } from './world.fixture.ts';

const asOfS = 1_740_000_000;
let now = new Date(asOfS * 1_000);
let world: World;
let harbor = 0;
let kestrel = 0;
const many = 1_003;

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  harbor = await addCustomer(world, 'harbor', 'Harbor, "Dental"');
  kestrel = await addCustomer(world, 'kestrel', '=Kestrel');
  const row = (place: number): Planted => ({
    customerId: place < 3 ? kestrel : harbor,
    host: 1 + (place % 7),
    cve: 1 + (place % 50),
    package: 1 + (place % 20),
    status: place === 1 ? 'patched' : 'open',
    isPresent: place !== 1,
    severity: place === 2 ? null : 3,
    scoreTenths: place === 2 ? null : 75,
    exploit: place === 0 ? 2 : 0,
    basePriority: place === 0 ? 6_750 : place === 2 ? 0 : 3_750,
    isAged: false,
    detectedS: asOfS - 86_400,
    fixed: place % 2 === 0 ? null : '2.0',
  });
  await plant(
    world,
    Array.from({ length: many }, (_, place) => row(place)),
  );
});
afterAll(() => world.close());

async function textOf(stream: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of stream) text += part;
  return text;
}
const cellsOf = async (stream: AsyncIterable<string>): Promise<string[][]> =>
  (await textOf(stream))
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
const exported = (q: string, context = world.system) => cellsOf(exportFindings(context, { q }));

test('an export of many pages loses and doubles nothing, while time goes on', async () => {
  let text = '';
  for await (const part of exportFindings(world.system, { q: '' })) {
    text += part;
    now = new Date(now.getTime() + 60_000);
  }
  now = new Date(asOfS * 1_000);
  const numbers = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => /^[A-Z]+-F-\d+/.exec(line)?.[0]);
  expect(numbers).toHaveLength(many);
  expect(new Set(numbers).size).toBe(many);
});

test('an export that is read for as long as a list lives loses and doubles nothing, while its findings are flagged', async () => {
  const numbersOf = (text: string) => [...text.matchAll(/^[A-Z]+-F-\d+/gm)].map(([number]) => number);
  const beginS = asOfS - 86_400 + ageUnits - 10 * 3_600;
  now = new Date(beginS * 1_000);
  const atOnce = numbersOf(await textOf(exportFindings(world.system, { q: '' })));
  let text = '';
  for await (const part of exportFindings(world.system, { q: '' })) {
    text += part;
    now = new Date((beginS + listLifeS) * 1_000);
    await ageFindings(world.system);
  }
  now = new Date(asOfS * 1_000);
  expect(numbersOf(text)).toEqual(atOnce);
  expect(new Set(atOnce).size).toBe(many);
  await world.system.write((tx) => sql`update findings set is_aged = false`.execute(tx));
});

test('the head comes once, with a mark for spreadsheets, and every line has as many cells', async () => {
  const [head = [], ...lines] = await exported('customer:kestrel');
  expect(head).toEqual(
    '\ufeffnumber,customer,customer_name,cve,title,host,package,installed_version,fixed_version,status,is_present,severity,score,exploit,priority,first_seen,patched'.split(
      ',',
    ),
  );
  expect(lines.map((line) => line.length)).toEqual([17, 17, 17]);
});

test('an export of nothing is its head', async () => {
  expect(await exported('package:nothing')).toHaveLength(1);
  expect(await exported('', asAnalyst(world, []))).toHaveLength(1);
});

test('unknown is written as such, absent values as empty cells, numbers as numbers', async () => {
  const lines = (await exported('customer:kestrel')).slice(1);
  const [exploited, patched, unknown] = lines;
  const at = new Date((asOfS - 86_400) * 1_000).toISOString();
  expect(exploited?.slice(7)).toEqual(['1.0', '', 'open', 'yes', 'high', '7.5', 'available', '68.17', at, '']);
  expect(patched?.slice(8, 11)).toEqual(['2.0', 'patched', 'no']);
  expect(unknown?.slice(11, 15)).toEqual(['unknown', '', 'unknown', '0.67']);
});

test('no name becomes a formula or breaks out of its cell', async () => {
  expect((await exported('customer:kestrel'))[1]?.[2]).toBe("'=Kestrel");
  const text = await textOf(exportFindings(world.system, { q: 'customer:harbor host:*-1' }));
  expect(text.split('\r\n')[1]).toContain(',"Harbor, ""Dental""",');
});

test('a person exports what their list shows, in its order', async () => {
  const ana = asAnalyst(world, [kestrel]);
  const { items } = await listFindings(ana, { q: '', limit: 50 });
  const lines = (await exported('', ana)).slice(1);
  expect(lines.map((line) => line[0])).toEqual(items.map((item) => item.number));
  expect(lines).toHaveLength(3);
});

test.each([
  ['fix', 'package,fixed_version'],
  ['cve', 'cve,title'],
  ['asset', 'host,operating_system'],
] as const)('a view by %s exports its groups, all of them in its order, and no single finding', async (by, heads) => {
  const q = 'customer:harbor host:*';
  const { items } = await listGroups(world.system, { q, by, limit: 2_000 });
  const [head, ...lines] = await cellsOf(exportFindingGroups(world.system, { q, by }));
  expect(head?.join(',')).toBe(
    `\ufeff${heads},customers,findings,hosts,exploited,is_at_least,severity,score,priority,first_seen`,
  );
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.map(([title, , customers, findings, hosts]) => [title, customers, findings, hosts])).toEqual(
    items.map((group) => [group.title, 'harbor', String(group.findings), String(group.assets)]),
  );
});

test('exported groups count what the person may see, page after page', async () => {
  const sum = async (customers: number[]) =>
    (await cellsOf(exportFindingGroups(asAnalyst(world, customers), { q: 'host:*', by: 'cve' })))
      .slice(1)
      .reduce((total, line) => total + Number(line[3]), 0);
  // One of Kestrel's three is patched, so it is exposed no more.
  expect([await sum([]), await sum([kestrel]), await sum([kestrel, harbor])]).toEqual([0, 2, many - 1]);
});

test('a row that goes while it is exported is left out, and the rest comes', async () => {
  const parts: string[] = [];
  for await (const part of exportFindings(world.system, { q: '' })) {
    parts.push(part);
    if (parts.length === 1)
      await world.system.write((tx) => sql`delete from findings where customer_id = ${kestrel}`.execute(tx));
  }
  const lines = parts.join('').trimEnd().split('\r\n').slice(1);
  expect(lines.length).toBeGreaterThanOrEqual(many - 3);
  expect(lines.length).toBeLessThanOrEqual(many);
});
