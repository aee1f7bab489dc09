import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBody } from './body.ts';

const stream = (...chunks: (string | Uint8Array)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

test('a character that is split over two chunks stays one', async () => {
  const bytes = Buffer.from('a€b');
  expect(await readBody(stream(bytes.subarray(0, 2), bytes.subarray(2)), 100, 'x:1')).toBe('a€b');
});

test('bytes that are no UTF-8 become the replacement character, and the rest is read', async () => {
  expect(await readBody(stream(Uint8Array.from([0x61, 0xff, 0x62])), 100, 'x:1')).toBe('a\ufffdb');
  expect(await readBody(stream(), 100, 'x:1')).toBe('');
});

test('a body is read up to its limit and not one byte further, and the rest is not waited for', async () => {
  expect(await readBody(stream('12345', '67890'), 10, 'x:1')).toHaveLength(10);
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (; given < 1_000; given += 1) yield Buffer.alloc(1_000_000);
    })(),
  );
  await expect(readBody(endless, 5_000_000, 'w.example:9200')).rejects.toMatchObject({
    code: 'connection.too_large',
    message: 'w.example:9200 answered with more than 5 MB.',
  });
  expect(endless.destroyed).toBe(true);
  expect(given).toBeLessThan(50);
});
