import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { findShared } from '../../opensearch/load.ts';
import { startManagerEmulator } from './emulator.ts';

// The vendor's own integration tests, one request and its expected answer a line: what makes the emulator believable.
const file = findShared('contracts/wazuh-manager/api-expectations-4.14.7.ndjson');
if (file === null) console.log('skipped: the vendor expectations are not beside the project.');
const Expectation = z.object({
  test: z.string(),
  stage: z.string(),
  method: z.string(),
  url: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
  expected_status: z.int().optional(),
  expected_json: z.unknown().optional(),
});
const paths = ['/agents', '/agents/summary/status', '/agents?name=wrong_agent'];
const known = ['offset', 'limit', 'select', 'sort', 'search', 'status', 'agents_list', 'name', 'version'];
const expectations = (file === null ? '' : readFileSync(file, 'utf8'))
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => Expectation.parse(JSON.parse(line)))
  .filter((entry) => entry.expected_status !== undefined && entry.method === 'GET' && paths.includes(entry.url))
  .filter((entry) => Object.keys(entry.params).every((name) => known.includes(name)));

const emulator = await startManagerEmulator();
afterAll(() => emulator.stop());

const login = await request(`${emulator.url}/security/user/authenticate?raw=true`, {
  method: 'POST',
  headers: { authorization: `Basic ${Buffer.from('wf-reader:manager-password').toString('base64')}` },
});
const token = await login.body.text();

/** Names of the lab that the vendor fills in while running. */
const filled: Record<string, string> = {
  '{expected_name:s}': 'wazuh-master',
  'Wazuh v{wazuh_version:s}': 'Wazuh v4.14.7',
};

/** An expected answer holds at least what is written, with wildcards; lists match in order and length. */
function holds(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'string') return expect(actual, path).toBe(filled[expected] ?? expected);
  if (typeof expected !== 'object' || expected === null) return expect(actual, path).toEqual(expected);
  if (Array.isArray(expected)) {
    expect(actual, path).toHaveLength(expected.length);
    for (const [place, item] of expected.entries()) holds(Object(actual)[place], item, `${path}[${place}]`);
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    if (name === '$anystr') expect(typeof actual, path).toBe('string');
    else if (name === '$anyint') expect(Number.isInteger(actual), path).toBe(true);
    else holds(Object(actual)[name], value, `${path}.${name}`);
  }
}

test.skipIf(file === null)('there are enough expectations to mean something', () => {
  expect(expectations.length).toBeGreaterThan(45);
});

test.each(expectations)('$test: $stage', async (entry) => {
  const url = new URL(entry.url, emulator.url);
  for (const [name, value] of Object.entries(entry.params)) {
    // One number is too large for JSON to keep: it was 9999999999999999999.
    const text = value === 1e19 ? '9999999999999999999' : String(value);
    url.searchParams.set(name, filled[text] ?? text);
  }
  const reply = await request(url, { headers: { authorization: `Bearer ${token}` } });
  const body = await reply.body.json();
  expect(reply.statusCode).toBe(entry.expected_status);
  if (entry.expected_json !== undefined) holds(body, entry.expected_json, 'answer');
});

test('without a token, with a wrong one and with a revoked one the answer is 401', async () => {
  const ask = async (headers: Record<string, string>): Promise<number> => {
    const reply = await request(`${emulator.url}/agents`, { headers });
    await reply.body.dump();
    return reply.statusCode;
  };
  expect(await ask({})).toBe(401);
  expect(await ask({ authorization: 'Bearer wrong' })).toBe(401);
});
