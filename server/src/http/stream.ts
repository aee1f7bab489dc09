import type { FastifyReply } from 'fastify';
import type { StreamMessage } from './binding.ts';

const printed = (message: StreamMessage) =>
  'comment' in message
    ? `: ${message.comment}\n${message.id === undefined ? '' : `id: ${message.id}\n`}\n`
    : `id: ${message.id}\nevent: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;

const patienceMs = 30_000;

/** Sends messages as server-sent events until they end or the reader goes; one that takes nothing for `waitMs` is let go. */
export async function sendEvents(reply: FastifyReply, messages: unknown, waitMs = patienceMs): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 2000\n\n');
  try {
    for await (const message of messages as AsyncIterable<StreamMessage>) {
      if (raw.destroyed) break;
      if (!raw.write(printed(message))) await drained(raw, waitMs);
    }
  } catch {
    // The reader reconnects with its Last-Event-ID and loses nothing.
  } finally {
    raw.end();
  }
}

function drained(raw: FastifyReply['raw'], waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => raw.destroy(), waitMs);
    const done = () => {
      clearTimeout(timer);
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
}

/** What was set on a reply before it was taken over. */
export const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
