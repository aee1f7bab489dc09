import { findCycles } from './cycles.ts';
import { isTest, links, readTree, type Tree } from './tree.ts';

export type Shape = {
  files: number;
  lines: number;
  median: number;
  long: { path: string; lines: number }[];
  longShare: number;
  testFiles: number;
  testLines: number;
  rings: string[][];
};

const linesOf = (text: string) => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);
const longest = 400;
// Written by a program from the live schema, and read by nobody.
const generated = new Set(['server/src/db/tables.ts']);

/** Figures of a tree: the size of its sources, what tests weigh against them, and the rings of imports. */
export function measure(tree: Tree): Shape {
  const sized = [...tree].map(([path, text]) => ({ path, lines: linesOf(text) }));
  const sources = sized.filter(({ path }) => !isTest(path) && !generated.has(path)).sort((a, b) => a.lines - b.lines);
  const tests = sized.filter(({ path }) => isTest(path));
  const sum = (list: readonly { lines: number }[]) => list.reduce((total, { lines }) => total + lines, 0);
  const long = sources.filter(({ lines }) => lines > longest).reverse();
  return {
    files: sources.length,
    lines: sum(sources),
    median: sources[Math.floor((sources.length - 1) / 2)]?.lines ?? 0,
    long,
    longShare: sources.length === 0 ? 0 : long.length / sources.length,
    testFiles: tests.length,
    testLines: sum(tests),
    rings: findCycles(links(tree).filter((link) => !link.isType && tree.has(link.to))),
  };
}

/** The figures as `npm run shape` prints them, each beside its goal. */
export function printShape(shape: Shape): string {
  const mark = (isGood: boolean) => (isGood ? 'ok    ' : 'MISSED');
  return [
    `${mark(shape.median <= 70)} median file ${shape.median} lines (goal: at most 70) of ${shape.files} files with ${shape.lines} lines`,
    `${mark(shape.longShare <= 0.03)} over ${longest} lines: ${shape.long.length} files, ${(shape.longShare * 100).toFixed(1)} % (goal: at most 3 %)`,
    ...shape.long.map(({ path, lines }) => `         ${path} ${lines}`),
    `${mark(shape.testLines >= shape.lines)} test lines ${shape.testLines} in ${shape.testFiles} files, ${shape.lines === 0 ? '0.00' : (shape.testLines / shape.lines).toFixed(2)} a source line (goal: at least 1)`,
    `${mark(shape.rings.length === 0)} rings of imports: ${shape.rings.length}`,
    ...shape.rings.map((ring) => `         ${ring.join(' → ')}`),
  ].join('\n');
}

if (import.meta.main) process.stdout.write(`${printShape(measure(await readTree()))}\n`);
