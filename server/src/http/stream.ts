import type { FastifyReply } from 'fastify';
import type { StreamMessage } from './binding.ts';

const printed = (message: StreamMessage) =>
  'comment' in message
    ? `: ${message.comment}\n\n`
    : `id: ${message.id}\nevent: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;

/** Sends messages as server-sent events until they end or the reader goes; a slow reader is waited for. */
export async function sendEvents(reply: FastifyReply, messages: unknown): Promise<void> {
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
      if (!raw.write(printed(message)))
        await new Promise<void>((resolve) => raw.once('drain', resolve).once('close', resolve));
    }
  } catch {
    // The reader reconnects with its Last-Event-ID and loses nothing.
  } finally {
    raw.end();
  }
}

const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
