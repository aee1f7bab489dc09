export type SseEvent = { id: string; event: string; data: Record<string, unknown> };

/** An open stream of changes, as a browser would hold it. */
export class SseStream {
  readonly events: SseEvent[] = [];
  status = 0;
  headers = new Headers();
  isEnded = false;
  readonly #abort = new AbortController();
  #changed: () => void = () => undefined;

  /** Opens a stream and waits until the server says from where it tells. */
  static async open(address: string, cookie: string, lastEventId?: string): Promise<SseStream> {
    const stream = new SseStream();
    const reply = await fetch(`${address}/api/v1/stream`, {
      headers: { cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
      signal: stream.#abort.signal,
    });
    stream.status = reply.status;
    stream.headers = reply.headers;
    if (reply.status !== 200 || !reply.body) return stream;
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    void stream.#read(reply.body, begun);
    await hasBegun;
    return stream;
  }

  async #read(body: ReadableStream<Uint8Array>, begun: () => void): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          if (block.startsWith(': from')) begun();
          const fields = Object.fromEntries(
            block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
          );
          if (fields.event && fields.id && fields.data)
            this.events.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
        }
        this.#changed();
      }
    } catch {
      // The test closed it.
    }
    this.isEnded = true;
    begun();
    this.#changed();
  }

  /** Waits until `isDone` holds. @throws Error with what was heard when it takes longer than `withinMs`. */
  async until(isDone: (stream: SseStream) => boolean, withinMs = 15_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!isDone(this)) {
      if (Date.now() > end) throw new Error(`Not heard in ${withinMs} ms; heard ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.#abort.abort();
  }
}
