import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressed } from '../../vite/compressed.ts';

type File = { fileName: string; source: Uint8Array };
type Hook = { handler(this: { emitFile(file: File): void }, options: object, bundle: object): void };

/** What is written beside the given files. */
function written(files: readonly object[]): File[] {
  const emitted: File[] = [];
  const { handler } = compressed().generateBundle as unknown as Hook;
  handler.call({ emitFile: (file) => void emitted.push(file) }, {}, Object.fromEntries(files.entries()));
  return emitted;
}
const code = 'export const words = "to be said again";\n'.repeat(100);

test('scripts and styles lie beside themselves in both forms that browsers take, and are the same when unpacked', () => {
  const files = written([
    { type: 'chunk', fileName: 'assets/page.js', code },
    { type: 'asset', fileName: 'assets/page.css', source: code },
  ]);
  expect(files.map(({ fileName }) => fileName)).toEqual([
    'assets/page.js.br',
    'assets/page.js.gz',
    'assets/page.css.br',
    'assets/page.css.gz',
  ]);
  for (const { fileName, source } of files) {
    const unpacked = fileName.endsWith('.br') ? brotliDecompressSync(source) : gunzipSync(source);
    expect(unpacked.toString()).toBe(code);
    expect(source.length).toBeLessThan(code.length / 10);
  }
});

test.each([
  ['a font, which is compressed already', { type: 'asset', fileName: 'assets/inter.woff2', source: code }],
  ['what is too small to gain', { type: 'chunk', fileName: 'assets/small.js', code: 'export {};' }],
])('%s stays alone', (_case, file) => {
  expect(written([file])).toEqual([]);
});
