import { expect, test } from 'vitest';
import { castFor } from './cast.ts';
import { customerOf } from './customers.ts';
import { hosts } from './hosts.ts';
import { randomFrom } from './random.ts';
import { ruleOf } from './rules/list.ts';
import { habits, type Scripted, story } from './script.ts';
import { reporterOf, streamOf } from './streams.ts';
import { at, noon, sharedEvents } from './world.fixture.ts';

const kestrel = hosts.filter(({ customerCode }) => customerCode === 'kestrel');
const attacker = '203.0.113.7';

/** The newest documents that a step of the script became. */
const documentsOf = (row: Scripted) =>
  sharedEvents()
    .filter(
      ({ customerCode, body }) =>
        customerCode === row.customerCode && at(body, 'rule.id') === row.ruleId && at(body, 'agent.name') === row.host,
    )
    .slice(-row.events);

test('the story goes from the first mail to the data leaving, each step after the one before', () => {
  const starts = story.map(({ firstAgoMin }) => firstAgoMin);
  expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  expect(story.map(({ host }) => host)).toEqual([
    'm365',
    ...Array.from({ length: 5 }, () => 'ws-042'),
    ...['ws-017', 'ws-017', 'dc-03', 'dc-03', 'edge-gw', 'fw-hq'],
  ]);
  const tactics = story.map(({ ruleId }) => ruleOf(ruleId).mitre[0]?.[1]);
  expect([tactics[0], tactics.at(-1)]).toEqual(['Initial Access', 'Exfiltration']);
});

test('whoever comes from inside comes from a machine that an earlier step was on, or from the share that leaves', () => {
  const reached: string[] = [];
  for (const { host, value, cast, ruleId } of story) {
    if (cast?.inside !== undefined) {
      const from = kestrel.find(({ ip }) => ip === cast.inside);
      expect([...reached, value], `${ruleId} from ${cast.inside}`).toContain(from?.name);
    }
    reached.push(host);
  }
});

test('every person of the script works for that customer, and every address from outside is a documentation one', () => {
  for (const { customerCode, cast, value, ruleId } of [...story, ...habits]) {
    const { people } = customerOf(customerCode);
    if (cast?.person !== undefined) expect(people, ruleId).toContain(cast.person);
    if (ruleOf(ruleId).vary === 'person') expect(people, ruleId).toContain(value);
    if (cast?.outside !== undefined) expect(cast.outside).toMatch(/^(203\.0\.113|198\.51\.100|192\.0\.2)\.\d+$/);
  }
});

test('the account that was made an administrator is the one that logs in from outside', () => {
  const made = story.find(({ ruleId }) => ruleId === '100103');
  const login = story.find(({ ruleId }) => ruleId === '100301');
  expect(made?.value).toBe('svc-scan');
  expect(login?.cast).toMatchObject({ person: made?.value, outside: attacker });
  expect(ruleOf('100301').title).toContain(attacker);
});

test('the documents of each step hold what the script insists on, at the minutes it names', () => {
  for (const row of story) {
    const documents = documentsOf(row);
    expect(documents, row.ruleId).toHaveLength(row.events);
    const ages = documents.map(({ time }) => (noon.getTime() - time.getTime()) / 60_000);
    expect(Math.max(...ages), row.ruleId).toBeCloseTo(row.firstAgoMin, 2);
    if (row.events > 1) expect(Math.min(...ages), row.ruleId).toBeCloseTo(row.lastAgoMin, 2);
    const text = documents.map(({ body }) => JSON.stringify(body)).join('\n');
    for (const name of ['outside', 'inside'] as const) {
      const told = row.cast?.[name];
      if (told !== undefined && JSON.stringify(ruleOf(row.ruleId).shape).includes(`{${name}}`))
        expect(text, `${row.ruleId} ${name}`).toContain(told);
    }
  }
});

test('the address of the attacker is met from the first script to the last upload', () => {
  const met = story.filter((row) => documentsOf(row).some(({ body }) => JSON.stringify(body).includes(attacker)));
  expect(met.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['100101', '100108', '100301', '100508']));
});

test('what the script does not insist on is drawn for the customer of the step, never for another', () => {
  for (const row of [...story, ...habits]) {
    const stream = streamOf(ruleOf(row.ruleId), reporterOf(row.customerCode, row.host), row.value ?? null, row.cast);
    const cast = castFor(1, stream, randomFrom(1));
    const customer = customerOf(row.customerCode);
    expect(cast('domain')).toBe(customer.windowsDomain);
    expect(cast('inside').startsWith(`${customer.network}.`)).toBe(true);
    expect(customer.people).toContain(cast('person'));
  }
});
