import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';

test.each([
  ["import { a } from './a.ts';", './a.ts', ['a'], false],
  ["import { a, type B } from './a.ts';", './a.ts', ['a', 'B'], false],
  ["import { type A, type B } from './a.ts';", './a.ts', ['A', 'B'], true],
  ["import type { A } from './a.ts';", './a.ts', ['A'], true],
  ["import a, { type B } from './a.ts';", './a.ts', ['B'], false],
  ["import * as store from './store.ts';", './store.ts', ['*'], false],
  ["export * from './a.ts';", './a.ts', ['*'], false],
  ["export * as grants from './grants.ts';", './grants.ts', ['*'], false],
  ["export { a as b } from './a.ts';", './a.ts', ['a'], false],
  ["export type { A } from './a.ts';", './a.ts', ['A'], true],
  ["import {\n  a,\n  type B,\n} from './a.ts';", './a.ts', ['a', 'B'], false],
  ["import './side-effect.ts';", './side-effect.ts', [], false],
  ["const x = await import('./late.ts');", './late.ts', [], false],
  ['import pg from "pg";', 'pg', ['pg'], false],
])('%s', (text, specifier, names, isType) => {
  expect(importsOf(text)).toEqual([{ specifier, names, isType }]);
});

test.each([
  "// import { a } from './a.ts';",
  "/* import { a } from './a.ts'; */",
  "const text = 'from nowhere';",
  'export const from = 1;',
])('no import: %s', (text) => {
  expect(importsOf(text)).toEqual([]);
});

test('neighbours are read one by one', () => {
  const text =
    "import { a } from './a.ts';\nimport b from './b.ts';\n\nexport const c = 1;\nexport { d } from './d.ts';\n";
  expect(importsOf(text).map((found) => found.specifier)).toEqual(['./a.ts', './b.ts', './d.ts']);
});
