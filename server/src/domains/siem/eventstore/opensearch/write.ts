import { setTimeout as pauseFor } from 'node:timers/promises';
import { Failure } from '../../../../lib/failure.ts';
import { chunksOf, type PreparedDocument, prepareDocument, reservedField } from '../document.ts';
import type { EventDocument, WriteOutcome } from '../port.ts';
import { indexTemplate, ownPrefix, templateName } from './template.ts';
import type { SearchUpstream } from './upstream.ts';
import { Acknowledged, BulkAnswer } from './wire.ts';

const mostInBulk = 1_000;
// A node refuses requests over 100 MB and is happiest with 5 to 15.
const mostBytesInBulk = 8_000_000;
const tries = 4;

export type WriterOptions = { pause?: (ms: number) => Promise<unknown> };

/** Writes into indices of ours; the template is put before the first document. */
export function eventWriter(upstream: SearchUpstream, options: WriterOptions = {}) {
  const pause = options.pause ?? pauseFor;
  let template: Promise<unknown> | null = null;

  const putTemplate = (): Promise<unknown> => {
    template ??= upstream
      .request(
        { method: 'PUT', path: `/_index_template/${templateName}`, body: indexTemplate, isIdempotent: true },
        Acknowledged,
      )
      .catch((error: unknown) => {
        // The next write tries again; without the template a first document would decide the mapping.
        template = null;
        throw error;
      });
    return template;
  };

  /** Sends a bulk; documents that the node was too busy for are sent again, alone. */
  async function send(
    documents: readonly PreparedDocument[],
    outcomes: Map<PreparedDocument, WriteOutcome>,
  ): Promise<void> {
    let waiting = documents;
    for (let tried = 1; waiting.length > 0; tried++) {
      const { items } = await upstream.request(
        {
          method: 'POST',
          path: '/_bulk',
          rawBody: waiting.map(toLines).join(''),
          contentType: 'application/x-ndjson',
          timeoutMs: 60_000,
          // A repeated `create` of what is there answers 409, so sending twice does no harm.
          isIdempotent: true,
        },
        BulkAnswer,
      );
      if (items.length !== waiting.length)
        throw new Failure(
          'connection.partial',
          'The search node answered for another number of documents than were sent: try again.',
        );
      const busy: PreparedDocument[] = [];
      waiting.forEach((document, at) => {
        const item = items[at]?.create;
        if (!item || item.status === 429 || item.status === 503) busy.push(document);
        else outcomes.set(document, outcomeOf(item));
      });
      if (busy.length > 0 && tried === tries)
        throw new Failure('connection.throttled', 'The search node asks to slow down: it is tried again later.', {
          retryAfterS: 30,
        });
      if (busy.length > 0) await pause(250 * 2 ** tried);
      waiting = busy;
    }
  }

  return async (documents: readonly EventDocument[]): Promise<WriteOutcome[]> => {
    const prepared = documents.map((document) =>
      document.index.startsWith(ownPrefix)
        ? prepareDocument(document)
        : // Pulled events stay where they are: indices of the product, or of anyone else, are read and never written to.
          {
            refused: `In OpenSearch only indices named ${ownPrefix}… are written to: name it ${ownPrefix}${document.index.slice(0, 80)}, for example.`,
          },
    );
    const good = prepared.filter((one) => 'json' in one);
    const outcomes = new Map<PreparedDocument, WriteOutcome>();
    if (good.length > 0) await putTemplate();
    for (const chunk of chunksOf(good, mostInBulk, mostBytesInBulk)) await send(chunk, outcomes);
    return prepared.map((one) =>
      'refused' in one ? { kind: 'refused', reason: one.refused } : (outcomes.get(one) ?? { kind: 'exists' }),
    );
  };
}

type Item = {
  status: number;
  error?:
    | {
        type: string;
        reason?: string | null | undefined;
        caused_by?: { reason?: string | null | undefined } | undefined;
      }
    | undefined;
};

function outcomeOf(item: Item): WriteOutcome {
  if (item.status === 201 || item.status === 200) return { kind: 'created' };
  if (item.status === 409) return { kind: 'exists' };
  const { error } = item;
  const reason = [error?.reason, error?.caused_by?.reason].filter((part) => part).join(': ');
  return { kind: 'refused', reason: (reason || error?.type || `Status ${item.status}.`).slice(0, 500) };
}

function toLines({ document, json }: PreparedDocument): string {
  const { index, id, customerId, sourceId, time } = document;
  const action = JSON.stringify({ create: { _index: index, _id: id } });
  const own = JSON.stringify({
    [reservedField]: { customerId, sourceId: sourceId ?? null, occurredAt: time.toISOString() },
  });
  // The body is JSON text of an object already; ours is spliced in behind it.
  const source = json === '{}' ? own : `${json.slice(0, -1)},${own.slice(1)}`;
  return `${action}\n${source}\n`;
}
