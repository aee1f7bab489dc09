import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const documents = ['one', 'two', 'three'].map((id) => ({
  _id: id,
  _source: { timestamp: '2026-11-24T12:00:00Z', rule: { id: '5710', level: 5, description: `Rule ${id}` } },
}));

test('events load puts a file into the event store and counts its lines', async () => {
  const lines = documents.map((document) => JSON.stringify(document)).join('\n');
  const file = await cli.file('events.ndjson', `${lines}\nnot JSON\n`);
  const { code, rows } = await cli.json('events', 'load', file, '--index', 'copied-2026');
  expect({ code, rows }).toEqual({ code: 0, rows: [{ read: 4, created: 3, exists: 0, refused: 0, unreadable: 1 }] });
  const kept = await cli.query("select document_id from events where index_name = 'copied-2026' order by 1");
  expect(kept.map((row) => row.document_id)).toEqual(['one', 'three', 'two']);
});

test('events load fails when it kept nothing', async () => {
  const file = await cli.file('prose.ndjson', 'not JSON\nnor this\n');
  expect(await cli.json('events', 'load', file, '--index', 'prose-2026')).toMatchObject({
    code: 1,
    rows: [{ read: 2, created: 0, unreadable: 2 }],
    err: expect.stringContaining('None of the 2 lines is kept.'),
  });
});

test.each([
  ['a file that is not there', ['events', 'load', '/nowhere.ndjson', '--index', 'a']],
  ['no index', ['events', 'load', '/nowhere.ndjson']],
  ['no word after demo', ['demo']],
  ['another word after demo', ['demo', 'reset']],
])('%s is wrong use', async (_name, words) => {
  const { code, out, err } = await cli.run(...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('\nUse: wf ');
});
