import { expect, test } from 'vitest';
import { QueryError } from './error.ts';
import type { QueryNode } from './node.ts';
import { parseQuery } from './parse.ts';

/** A compact reading of the tree, so that a table of examples stays readable. */
function read(node: QueryNode): string {
  const f = 'field' in node && node.field ? `${node.field.name}=` : '';
  switch (node.kind) {
    case 'all':
      return 'ALL';
    case 'and':
    case 'or':
      return `(${node.kind} ${node.children.map(read).join(' ')})`;
    case 'not':
      return `(not ${read(node.child)})`;
    case 'boost':
      return `(boost ${read(node.child)} ${node.by})`;
    case 'term':
      return `${f}${node.value}`;
    case 'phrase':
      return `${f}'${node.value}'${node.slop === null ? '' : `~${node.slop}`}`;
    case 'wildcard':
      return `${f}<${node.parts.map((part) => (typeof part === 'string' ? part : `'${part.text}'`)).join('')}>`;
    case 'regex':
      return `${f}/${node.pattern}/`;
    case 'fuzzy':
      return `${f}${node.value}~${node.distance ?? 'auto'}`;
    case 'exists':
      return `${f}ANY`;
    case 'range':
      return `${f}${node.from ? `${node.from.isInclusive ? '>=' : '>'}${node.from.value}` : ''}${node.to ? `${node.to.isInclusive ? '<=' : '<'}${node.to.value}` : ''}`;
  }
}

test.each([
  ['', 'ALL'],
  ['   ', 'ALL'],
  ['*', 'ALL'],
  ['*:*', 'ALL'],
  ['sshd', 'sshd'],
  ['failed password', '(and failed password)'],
  ['failed AND password', '(and failed password)'],
  ['failed && password', '(and failed password)'],
  ['a OR b', '(or a b)'],
  ['a || b', '(or a b)'],
  ['a b OR c', '(or (and a b) c)'],
  ['a OR b AND c', '(or a (and b c))'],
  ['(a OR b) c', '(and (or a b) c)'],
  ['a (b c)', '(and a b c)'],
  ['NOT a', '(not a)'],
  ['!c:d', '(not c=d)'],
  ['-rule.id:5710', '(not rule.id=5710)'],
  ['a -b', '(and a (not b))'],
  ['a NOT b', '(and a (not b))'],
  ['a OR -b', '(or a (not b))'],
  ['-(a OR b)', '(not (or a b))'],
  ['+a b', '(and a b)'],
  ['+a OR b', 'a'],
  ['+a OR b OR +c', '(and a c)'],
  ['rule.level:>=12', 'rule.level=>=12'],
  ['rule.level:>12', 'rule.level=>12'],
  ['rule.level:<=12', 'rule.level=<=12'],
  ['rule.level:(>=7 AND <12)', '(and rule.level=>=7 rule.level=<12)'],
  ['level:[7 TO 12]', 'level=>=7<=12'],
  ['level:{7 TO 12}', 'level=>7<12'],
  ['level:[7 TO 12}', 'level=>=7<12'],
  ['level:[* TO 12]', 'level=<=12'],
  ['level:[7 TO *]', 'level=>=7'],
  ['level:[* TO *]', 'level=ANY'],
  ['timestamp:[now-24h TO now]', 'timestamp=>=now-24h<=now'],
  ['timestamp:["2025-01-10 10:00" TO 2025-01-11T00:00:00Z]', 'timestamp=>=2025-01-10 10:00<=2025-01-11T00:00:00Z'],
  ['name:[TO TO TO]', 'name=>=TO<=TO'],
  ['agent.name:web-*', "agent.name=<'web-'*>"],
  ['agent.name:w?b', "agent.name=<'w'?'b'>"],
  ['agent.name:web\\*', 'agent.name=web*'],
  ['a**b', "<'a'*'b'>"],
  ['data.srcip:*', 'data.srcip=ANY'],
  ['_exists_:data.srcip', 'data.srcip=ANY'],
  ['full_log:"failed password"', "full_log='failed password'"],
  ['"failed login"~3', "'failed login'~3"],
  ['passwrod~', 'passwrod~auto'],
  ['foo~2', 'foo~2'],
  ['sshd^2', '(boost sshd 2)'],
  ['(a b)^0.5', '(boost (and a b) 0.5)'],
  ['rule.groups:(sshd OR "web attack")', "(or rule.groups=sshd rule.groups='web attack')"],
  ['a:(b c:d)', '(and a=b c=d)'],
  ['full_log:/fail(ed|ure)/', 'full_log=/fail(ed|ure)/'],
  ['url:/a\\/b/', 'url=/a\\/b/'],
  ['path:"C:\\\\Windows"', "path='C:\\Windows'"],
  ['path:C\\:\\\\Windows', 'path=C:\\Windows'],
  ['caf\\u00e9', 'café'],
  ['a/b', 'a/b'],
  ['web-01', 'web-01'],
  ['user@example.org', 'user@example.org'],
  ['"AND"', "'AND'"],
  ['and or not', '(and and or not)'],
  ['ANDROID', 'ANDROID'],
  ['title: foo', 'title=foo'],
  ['is:unassigned has:ioc', '(and is=unassigned has=ioc)'],
  [
    'severity:>=high -rule:5710 customer:acme age:<4h "psexec"',
    "(and severity=>=high (not rule=5710) customer=acme age=<4h 'psexec')",
  ],
])('%s', (text, tree) => {
  expect(read(parseQuery(text))).toBe(tree);
});

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
  ['a AND', 5, 'missing'],
  ['a AND OR b', 6, 'operator'],
  ['AND a', 0, 'operator'],
  ['(a b', 0, 'not closed'],
  ['a b)', 3, 'closes nothing'],
  ['()', 1, 'missing'],
  ['"abc', 0, 'not closed'],
  ['level:[1 TO 2', 6, 'not closed'],
  ['level:[1 2]', 9, 'range is written'],
  ['level:', 6, 'value is missing'],
  ['level:>=', 8, 'one value'],
  [':x', 0, 'field name is missing'],
  ['mac:00:11:22', 6, 'second colon'],
  ['/var/log', 5, 'without a blank'],
  ['/var', 0, 'not closed'],
  ['>=12', 0, 'needs a field'],
  ['[1 TO 2]', 0, 'needs a field'],
  ['a\\', 1, 'backslash'],
  ['C:\\users', 2, 'four hexadecimal'],
  ['foo~3', 3, '0, 1 or 2'],
  ['foo*~1', 0, 'cannot be fuzzy'],
  ['foo^', 3, 'needs a number'],
  ['a ] b', 2, 'cannot stand here'],
  ['d*:x', 0, 'no wildcards'],
])('%s is refused at %i', (text, position, message) => {
  const error = refusal(text);
  expect(error.message).toContain(message);
  expect(error.position).toBe(position);
  expect(error.position + error.length).toBeLessThanOrEqual(text.length);
});

test('a refusal says what to type instead', () => {
  expect(refusal('mac:00:11:22').hint).toContain('Quote');
  expect(refusal('/var/log').hint).toBe('Quote a path: "/var/log".');
});

test('every node knows where it stands in the text', () => {
  const text = 'full_log:failed AND -rule.id:5710';
  const node = parseQuery(text);
  if (node.kind !== 'and') throw new Error('not a conjunction');
  expect(node.children.map(({ at }) => text.slice(at.position, at.position + at.length))).toEqual([
    'full_log:failed',
    '-rule.id:5710',
  ]);
});

test.each([
  ['brackets', '('.repeat(5_000)],
  ['closed brackets', `${'('.repeat(200)}a${')'.repeat(200)}`],
  ['negations', '-'.repeat(5_000)],
  ['words', 'a '.repeat(5_000)],
])('too many %s are refused, not a stack overflow', (_what, text) => {
  expect(refusal(text).message).toMatch(/nested|terms/);
});

test('a text over the limit is refused at the limit', () => {
  expect(refusal('a'.repeat(20_001)).position).toBe(20_000);
});
