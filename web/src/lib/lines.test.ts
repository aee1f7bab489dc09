import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

const encoder = new TextEncoder();

/** An answer that comes in these pieces, whole or broken off. */
function answer(pieces: readonly Uint8Array[], error?: Error): Response {
  const left = [...pieces];
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = left.shift();
        if (piece) controller.enqueue(piece);
        else if (error) controller.error(error);
        else controller.close();
      },
    }),
  );
}

async function read(reply: Response): Promise<unknown[]> {
  const all = [];
  for await (const line of linesOf(reply)) all.push(line);
  return all;
}

test('lines come whole, however the network cuts them', async () => {
  const bytes = encoder.encode('{"progress":"Zürich"}\n{"progress":"\\n"}\n{"reply":1}\n');
  const expected = [{ progress: 'Zürich' }, { progress: '\n' }, { reply: 1 }];
  expect(await read(answer([bytes]))).toEqual(expected);
  expect(await read(answer([...bytes].map((byte) => Uint8Array.of(byte))))).toEqual(expected);
});

test.each([
  ['ends', undefined],
  ['breaks', new TypeError('network error')],
])('half a line is nothing when the answer %s there', async (_how, error) => {
  expect(await read(answer([encoder.encode('{"progress":1}\n{"repl')], error))).toEqual([{ progress: 1 }]);
});

test('who gave up hears of that and not of the network', async () => {
  await expect(read(answer([], new DOMException('gone', 'AbortError')))).rejects.toThrow('gone');
});

test('an answer without a body has no lines', async () => {
  expect(await read(new Response(null))).toEqual([]);
});

test('who stops reading lets the answer go', async () => {
  let isLetGo = false;
  const reply = new Response(
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encoder.encode('{"progress":1}\n')),
      cancel: () => void (isLetGo = true),
    }),
  );
  for await (const _line of linesOf(reply)) break;
  await new Promise((resolve) => setTimeout(resolve));
  expect(isLetGo).toBe(true);
});
