import type { Problem } from '@watchfloor/contract';

export type Line = { progress: unknown } | { reply: unknown } | { problem: Problem };

/** The lines of an answer, each when it arrives; a network that breaks ends them like an answer that stops. */
export async function* linesOf(reply: Response): AsyncGenerator<Line> {
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(ended);
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function ended(error: unknown): { done: true; value: undefined } {
  // Who gave up wants to hear of that, not of the network.
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  return { done: true, value: undefined };
}
