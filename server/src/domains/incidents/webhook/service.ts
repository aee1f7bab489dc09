import { codeOf } from '../../../lib/error-code.ts';
import { Failure } from '../../../lib/failure.ts';
import type { Context } from '../../access/index.ts';
import { findSourceRow, noteSourceRun, type SourceRow, type Vault, verifySignature } from '../../integrations/index.ts';
import {
  type EventStore,
  findInbound,
  finishInbound,
  insertInbound,
  listUnfinished,
  type SourceDocument,
  trimBody,
} from '../../siem/index.ts';
import { storeAndIngest } from '../intake/service.ts';
import { readMessage } from './message.ts';

export type WebhookParts = { findWebhook: Vault['findWebhook']; events: EventStore };

/** A message as it came in: the key of its address, its headers and its bytes. */
export type Delivery = { key: string; rawBody: Buffer | null; header(name: string): string | undefined };

const indexOf = (source: { id: number }): string => `watchfloor-alerts-${source.id}`;

/** Most bytes of one document that wait in the message; an alert keeps less of it. */
const waitingBytes = 1_000_000;

/**
 * Takes one signed message. It is written down first and answered when its events are alerts; a process that dies between is
 * made good by `finishMessages`.
 * @throws {Failure} `webhook.unknown`, `webhook.unsigned`, `webhook.replayed`, `request.invalid`.
 */
export async function receiveWebhook(
  context: Context,
  parts: WebhookParts,
  delivery: Delivery,
): Promise<{ accepted: number }> {
  const system = context.asSystem();
  const now = context.clock.now();
  const hook = await parts.findWebhook(system, delivery.key);
  if (!hook) throw unknown();
  const messageId = verifySignature({
    secret: hook.secret,
    headers: {
      id: delivery.header('webhook-id'),
      timestamp: delivery.header('webhook-timestamp'),
      signature: delivery.header('webhook-signature'),
    },
    body: delivery.rawBody ?? Buffer.alloc(0),
    now,
  });
  const { source } = hook;
  const documents = readMessage(delivery.rawBody ?? Buffer.alloc(0), messageId, indexOf(source));
  try {
    const id = await writeDown(system, source, messageId, documents, now);
    await finish(system, parts, source, id, documents);
  } catch (error) {
    // It was removed meanwhile: what refers to its source is refused.
    throw codeOf(error) === foreignKeyViolated ? unknown() : error;
  }
  return { accepted: documents.length };
}

const foreignKeyViolated = '23503';

const unknown = () =>
  new Failure('webhook.unknown', 'There is no such webhook, or it is paused. Make or rotate it in Connectors.');

async function writeDown(
  system: Context,
  source: SourceRow,
  messageId: string,
  documents: readonly SourceDocument[],
  now: Date,
): Promise<number> {
  const waiting = documents.map((document) => ({
    ...document,
    body: trimBody(document.body, { maxBytes: waitingBytes, tellingFirst: [] }).body,
  }));
  return system.write(async (tx) => {
    const made = await insertInbound(
      tx,
      { sourceId: source.id, customerId: source.customerId, messageId, documents: waiting },
      now,
    );
    if (made !== null) return made;
    const known = await findInbound(tx, source.id, messageId);
    // One that was never finished is finished now: its sender repeats it because nobody answered.
    if (!known || known.isProcessed)
      throw new Failure('webhook.replayed', 'This message was taken before. Give every message an id of its own.');
    return known.id;
  });
}

async function finish(
  system: Context,
  parts: WebhookParts,
  source: SourceRow,
  id: number,
  documents: readonly SourceDocument[],
): Promise<void> {
  await storeAndIngest(system, parts.events, source, documents);
  const now = system.clock.now();
  await system.write(async (tx) => {
    await finishInbound(tx, id, now);
    await noteSourceRun(tx, source.id, { at: now, ok: true, lastEventAt: documents.length > 0 ? now : null });
  });
}

const patienceMs = 60_000;

/** Finishes messages whose process died between taking them and making alerts of them. */
export async function finishMessages(
  system: Context,
  parts: WebhookParts,
  signal: AbortSignal,
): Promise<{ finished: number }> {
  let finished = 0;
  const before = new Date(system.clock.now().getTime() - patienceMs);
  for (const message of await system.read((tx) => listUnfinished(tx, before, 100))) {
    signal.throwIfAborted();
    const source = await system.read((tx) => findSourceRow(tx, message.sourceId));
    if (!source) continue;
    await finish(system, parts, source, message.id, message.documents);
    finished += 1;
  }
  return { finished };
}
