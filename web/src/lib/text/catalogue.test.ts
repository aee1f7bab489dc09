import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { alertsText } from './alerts.ts';
import { homeText } from './home.ts';
import { kitText } from './kit.ts';

type Words = string | ((...values: unknown[]) => unknown) | { readonly [name: string]: Words };

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const catalogues = await Promise.all(
  files.map(async (name) => {
    const module = (await import(/* @vite-ignore */ `./${name}`)) as Record<string, Words>;
    return { name, words: Object.entries(module).filter(([key]) => key.endsWith('Text')) };
  }),
);

/** Every plain string of the catalogue with the path to it; sentences that are made of values are tested by themselves. */
function strings(path: string, words: Words): { path: string; text: string }[] {
  if (typeof words === 'string') return [{ path, text: words }];
  if (typeof words === 'function') return [];
  return Object.entries(words).flatMap(([name, part]) => strings(`${path}.${name}`, part));
}
const all = catalogues.flatMap(({ words }) => words.flatMap(([name, part]) => strings(name, part)));
const offending = (pattern: RegExp) =>
  all.filter(({ text }) => pattern.test(text)).map(({ path, text }) => `${path}: ${text}`);

test('every file of words is read here', () => {
  expect(catalogues.filter(({ words }) => words.length === 0).map(({ name }) => name)).toEqual([]);
  expect(all.length).toBeGreaterThan(500);
});

test('no words are kept that no screen shows', () => {
  const sources = fileURLToPath(new URL('../..', import.meta.url));
  const code = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name))
    .map((name) => readFileSync(join(sources, name), 'utf8'))
    .join('\n');
  const unused = catalogues.flatMap(({ words }) =>
    words.flatMap(([name, part]) => Object.keys(part).filter((key) => !code.includes(`${name}.${key}`))),
  );
  expect(unused).toEqual([]);
});

describe('no words of the console', () => {
  test.each([
    ['raise their voice', /!/],
    ['blame or hide what happened', /\b(something went wrong|oops|invalid input|illegal|fatal)\b/i],
    ['say what the machine does instead of what is meant', /^(submit|ok|okay|yes|no|confirm|invoke|success)$/i],
    ['call an alert by another name', /\b(tickets?|incidents?|issues?)\b/i],
    ['speak to customers of tenants', /\btenants?\b/i],
    ['begin or end with a space', /^\s|\s$/],
    ['hold two spaces or a straight ellipsis', / {2}|\.\.\./],
  ])('%s', (_, pattern) => {
    expect(offending(pattern)).toEqual([]);
  });
});

describe('one thing is told as one', () => {
  test.each([
    [alertsText.events(1, null), '1 event'],
    [alertsText.events(2, '40 s'), '2 events in 40 s'],
    [alertsText.hostAlerts(0), 'no other open alert'],
    [alertsText.hostAlerts(1), '1 other open alert'],
    [alertsText.hostAlerts(1_204), '1,204 other open alerts'],
    [alertsText.hostFindings(1, 0), '1 open finding'],
    [alertsText.hostFindings(41, 1), '41 open findings, 1 with a known exploit'],
    [alertsText.total('1', true), '1 alert'],
    [alertsText.total('10,000+', false), '10,000+ alerts'],
    [
      alertsText.judged([alertsText.judgedPart(1, 'Duplicate'), alertsText.judgedPart(2, 'Inconclusive')]),
      '1 × duplicate, 2 × inconclusive',
    ],
    [homeText.parkedWhy(1), '1 reason'],
    [homeText.parkedWhy(3), '3 reasons'],
    [homeText.blindMany('Wazuh', 1), 'Wazuh, 1 source'],
    [homeText.silentHosts(1), '1 host silent for 24 h or more: not evidence of safety.'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});

describe('a sentence leaves out what is not known', () => {
  test.each([
    [alertsText.closedAs('False positive', null, null), 'closed as false positive'],
    [alertsText.closedAs('False positive', 'known tool', null), 'closed as false positive, known tool'],
    [alertsText.closedAs('Duplicate', null, 'mara.kent'), 'closed as duplicate by mara.kent'],
    [alertsText.predecessor(null, null), 'closed'],
    [alertsText.predecessor('True positive', '9 d ago'), 'true positive, 9 d ago'],
    [alertsText.level('92213', null), 'rule 92213'],
    [alertsText.confirm('KEST-1', 'Inconclusive', null), 'Close KEST-1 as inconclusive'],
    [
      alertsText.confirmMany('3 alerts', null),
      'This closes 3 alerts. Enter does it, Escape leaves everything as it is.',
    ],
    [kitText.undo(null), 'Undo'],
    [kitText.redo('Shift+z'), 'Redo (Shift+z)'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});
