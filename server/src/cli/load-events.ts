import { contentId, type EventDocument, type EventStore } from '../domains/siem/index.ts';
import { readInstant } from '../lib/instant.ts';
import { isObject } from '../lib/json.ts';

/** Lines by what became of them; `read` is their sum. */
export type Loaded = {
  read: number;
  created: number;
  exists: number;
  refused: number;
  unreadable: number;
  /** Why the first of the refused was, where any was. */
  reason?: string;
};

const batchSize = 500;

/** One line of an export (`_index`, `_id`, `_source`) or a bare document; `null` when the line is no JSON object. */
export function documentOfLine(line: string, index: string, now: Date): EventDocument | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const body = isObject(value._source) ? value._source : value;
  const id = typeof value._id === 'string' ? value._id : contentId(body);
  return {
    index,
    id,
    time: readInstant(body['@timestamp']) ?? readInstant(body['timestamp']) ?? now,
    customerId: null,
    body,
  };
}

/**
 * Writes lines into the event store; empty ones are passed over.
 * @param now  the time of a document that states none.
 */
export async function loadEvents(
  events: Pick<EventStore, 'write'>,
  lines: AsyncIterable<string>,
  index: string,
  now: Date,
): Promise<Loaded> {
  const counts: Loaded = { read: 0, created: 0, exists: 0, refused: 0, unreadable: 0 };
  let waiting: EventDocument[] = [];
  const flush = async () => {
    for (const outcome of await events.write(waiting)) {
      counts[outcome.kind]++;
      if (outcome.kind === 'refused') counts.reason ??= outcome.reason;
    }
    waiting = [];
  };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    counts.read++;
    const document = documentOfLine(line, index, now);
    if (document) waiting.push(document);
    else counts.unreadable++;
    if (waiting.length >= batchSize) await flush();
  }
  await flush();
  return counts;
}
