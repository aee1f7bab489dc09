import type { Problem } from '@watchfloor/contract';
import type { FastifyReply } from 'fastify';
import { headersOf } from './stream.ts';

export type Tell = (progress: unknown) => void;

/** Whether a caller wants to hear of the work while it goes on. */
export const asksForLines = (accept: string | undefined): boolean => accept?.includes('application/x-ndjson') ?? false;

/**
 * Answers with lines of JSON: what the work tells, when it tells it, then its reply or its problem. A refusal before the
 * first line is thrown, and answered as any other.
 */
export async function sendLines(
  reply: FastifyReply,
  work: (tell: Tell) => Promise<unknown>,
  asProblem: (error: unknown) => Problem,
): Promise<void> {
  const { raw } = reply;
  const say = (line: { progress: unknown } | { reply: unknown } | { problem: Problem }) => {
    if (!raw.headersSent) {
      reply.hijack();
      const headers = { 'content-type': 'application/x-ndjson; charset=utf-8', 'x-accel-buffering': 'no' };
      raw.writeHead(200, { ...headersOf(reply), ...headers });
    }
    raw.write(`${JSON.stringify(line)}\n`);
  };
  try {
    say({ reply: await work((progress) => say({ progress })) });
  } catch (error) {
    // Whoever left gave the work up, and has nobody to be told.
    if (raw.destroyed && error instanceof DOMException && error.name === 'AbortError') return void reply.hijack();
    if (!raw.headersSent) throw error;
    say({ problem: asProblem(error) });
  }
  raw.end();
}
