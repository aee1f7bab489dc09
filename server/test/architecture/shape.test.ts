import { expect, test } from 'vitest';
import { measure, printShape } from './shape.ts';
import { planted, readTree } from './tree.ts';

const lines = (many: number) => `${Array.from({ length: many }, () => '1;').join('\n')}\n`;

test('the figures are counted as the law says them', () => {
  const shape = measure(
    planted({
      'server/src/a.ts': lines(10),
      'server/src/b.ts': lines(401),
      'web/src/c.tsx': lines(30),
      'server/src/a.test.ts': lines(50),
      'server/test/given.ts': lines(5),
    }),
  );
  expect(shape).toMatchObject({
    files: 3,
    lines: 441,
    median: 30,
    long: [{ path: 'server/src/b.ts', lines: 401 }],
    testFiles: 2,
    testLines: 55,
    rings: [],
  });
  expect(printShape(shape)).toContain('MISSED over 400 lines: 1 files, 33.3 %');
});

test('a ring is printed file by file', () => {
  const shape = measure(
    planted({ 'server/src/a.ts': "import { b } from './b.ts';\n", 'server/src/b.ts': "import { a } from './a.ts';\n" }),
  );
  expect(printShape(shape)).toContain('server/src/a.ts → server/src/b.ts');
});

test('no files of ours import each other in a ring', async () => {
  expect(measure(await readTree()).rings).toEqual([]);
});
