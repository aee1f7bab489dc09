import { expect, test } from 'vitest';
import { QueryError } from './error.ts';
import { leavesOf } from './node.ts';
import { parseQuery } from './parse.ts';

function refusal(text: string): QueryError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted.`);
}

test.each([
  [':x', 'Quote a value that has colons.'],
  ['d*:x', 'Write \\* if the name has a star.'],
  ['_exists_:', 'For example _exists_:data.srcip.'],
  ['_exists_:a*', 'For example _exists_:data.srcip.'],
  ['level:', 'level:* asks for any value.'],
  ['level: )', 'level:* asks for any value.'],
  ['level:]', 'Write \\] or quote the value.'],
  ['a:b:c', 'Quote the value: a:"…:…".'],
  ['12:30:15', 'Quote the value: 12:"…:…".'],
  ['a"b"', 'Put a blank before it, or write \\".'],
  ['"a b"~x', 'For example "failed login"~3.'],
  ['"a b"~1.5', 'For example "failed login"~3.'],
  ['//', 'Quote a value that starts with /.'],
  ['/etc/passwd', 'Quote a path: "/var/log".'],
  ['a*~', 'Remove ~ or the wildcard.'],
  ['word~7', 'For example passwrod~1.'],
  ['>5', 'For example rule.level:>=7. To search for the character, quote it.'],
  ['{1 TO 2}', 'For example rule.level:>=7. To search for the character, quote it.'],
  ['level:>', 'For example rule.level:>=7.'],
  ['level:>a*', 'For example rule.level:>=7.'],
  ['at:>10:30', 'Quote the value.'],
  ['level:[1 to 2]', 'TO stands between the two ends, in capitals.'],
  ['level:[ TO 2]', 'TO stands between the two ends, in capitals.'],
  ['level:[1 TO ]', 'Write * for an open end.'],
  ['level:[1 TO 2', 'It ends with ] (included) or } (excluded).'],
  ['level:[', 'It ends with ] (included) or } (excluded).'],
  ['"abc', 'Add a closing ".'],
  ['x\\', 'Write \\\\ for a backslash.'],
  ['\\u12', 'Write \\\\ for a backslash.'],
  ['a^b', 'For example ^2. To search for the character, write \\^.'],
  ['a OR', 'Add a term, or remove the operator or bracket before it.'],
  ['OR', 'To search for the word itself, quote it.'],
  ['a)', 'Remove it, or write it as \\) or in quotes.'],
])('%s is answered with "%s"', (text, hint) => {
  expect(refusal(text).hint).toBe(hint);
});

test.each([
  ['rule.id:5710', 'rule.id'],
  ['a  rule.id : 5710', 'rule.id'],
  ['x:(rule.id:5710)', 'rule.id'],
  ['_exists_:rule.id', 'rule.id'],
  ['_exists_:"rule.id"', '"rule.id"'],
  ['rule.id:[1 TO 2]', 'rule.id'],
  ['rule.id:/a/', 'rule.id'],
])('the field of %s is underlined where it stands', (text, name) => {
  const at = leavesOf(parseQuery(text)).find((leaf) => leaf.field?.name === 'rule.id')?.field?.at;
  expect(at && text.slice(at.position, at.position + at.length)).toBe(name);
});

test('an end of a range is underlined too', () => {
  const text = 'level:[low TO "very high"}';
  const [leaf] = leavesOf(parseQuery(text));
  if (leaf?.kind !== 'range' || !leaf.from || !leaf.to) throw new Error('not a range');
  expect([leaf.from.at, leaf.to.at].map(({ position, length }) => text.slice(position, position + length))).toEqual([
    'low',
    '"very high"',
  ]);
});

test('a field before a bracket holds for bare values inside and not for named ones', () => {
  const leaves = leavesOf(parseQuery('a:(x OR "y z" OR /r/ OR >=3 OR [1 TO 2] OR b:v OR w~1 OR p*)'));
  expect(leaves.map((leaf) => leaf.field?.name)).toEqual(['a', 'a', 'a', 'a', 'a', 'b', 'a', 'a']);
});

test('leaves are listed from left to right through every kind of join', () => {
  const leaves = leavesOf(parseQuery('a (b OR -c^2) NOT (d AND *) _exists_:e'));
  expect(leaves.map((leaf) => (leaf.kind === 'term' ? leaf.value : leaf.kind))).toEqual(['a', 'b', 'c', 'd', 'exists']);
});
