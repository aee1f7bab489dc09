import type { ParkReason } from '@watchfloor/contract';
import { isPlausible, readInstant } from '../../../lib/instant.ts';
import { isObject } from '../../../lib/json.ts';
import { cutText } from '../../../lib/text.ts';
import { type SourceDocument, storableId, trimBody } from '../../siem/index.ts';
import { customerKeys } from './customer-keys.ts';
import type { Draft, Refusal } from './draft.ts';
import { type Body, textAt, textsAt, valueAt } from './fields.ts';
import { productOf } from './product.ts';
import { readLevel, severityOf } from './severity.ts';

/** Most bytes that an alert keeps of each of its events. */
export const contextBytes = 32_768;

const tellingFirst = [
  'timestamp',
  '@timestamp',
  'id',
  'rule',
  'agent',
  'manager',
  'cluster',
  'decoder',
  'predecoder',
  'location',
  'input',
  'full_log',
  'syscheck',
  'data',
  'GeoLocation',
];

const timeFields = ['timestamp', '@timestamp', 'timestamp_utc'];

/** Reads a Wazuh alert document, or says why it cannot become part of an alert. Never throws, whatever the document holds. */
export function normalise(document: SourceDocument, source: { product: string }, now: Date): Draft | Refusal {
  const place = { index: cutText(document.index, 255), id: storableId(document.id) };
  const trimmed = trimBody(document.body, { maxBytes: contextBytes, tellingFirst });
  const park = (reason: ParkReason, error: string, occurredAt: Date | null = null): Refusal => ({
    kind: 'refusal',
    ...place,
    reason,
    error,
    occurredAt,
    body: trimmed.body,
  });

  if (document.problem === 'too_large') return park('too_large', 'The document is larger than a reply may be.');
  if (document.problem === 'unreadable') return park('unreadable', 'The document could not be read from the reply.');
  const body = document.body;
  if (!isObject(body)) return park('not_an_object', 'The document is not a JSON object.');

  const stated = timeFields.map((path) => valueAt(body, path)).find((value) => value !== undefined && value !== null);
  if (stated === undefined) return park('time_invalid', 'The document states no time: the field timestamp is missing.');
  const occurredAt = readInstant(stated);
  if (!occurredAt) return park('time_invalid', `The time ${printShort(stated)} cannot be read.`);
  if (!isPlausible(occurredAt, now))
    return park(
      'time_invalid',
      `The time ${printShort(stated)} lies before 2000 or more than a day ahead.`,
      sortable(occurredAt),
    );

  const title = readTitle(body);
  if (title === null)
    return park(
      'title_missing',
      'The document has no title: the field rule.description is missing or empty.',
      occurredAt,
    );

  const level = readLevel(valueAt(body, 'rule.level'));
  const agent = { id: short(textAt(body, 'agent.id')), name: short(textAt(body, 'agent.name')) };
  return {
    kind: 'draft',
    ...place,
    occurredAt,
    title,
    ruleId: short(textAt(body, 'rule.id'), 100),
    level,
    severity: severityOf(level),
    tactics: textsAt(body, 'rule.mitre.tactic'),
    techniques: textsAt(body, 'rule.mitre.id'),
    product: productOf(body, source.product || 'wazuh'),
    assetName: readAssetName(body, agent),
    agent,
    clusterName: short(textAt(body, 'cluster.name')),
    customerKeys: customerKeys(body),
    context: trimmed.body,
    isTrimmed: trimmed.isTrimmed,
  };
}

/** What a timestamptz of a row can hold and people may sort by; the rest is only told in the sentence. */
const sortable = (at: Date): Date | null => (at.getTime() >= 0 && at.getUTCFullYear() <= 9_999 ? at : null);

const short = (text: string | null, length = 255): string | null => (text === null ? null : cutText(text, length));

function printShort(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? `"${cutText(String(value), 60)}"`
    : `of type ${Array.isArray(value) ? 'list' : typeof value}`;
}

/** Windows tools leave a byte order mark at the start of texts; with it the same title would be two. */
function readTitle(body: Body): string | null {
  const text = textAt(body, 'rule.description')
    ?.replace(/^\ufeff+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text ? cutText(text, 500) : null;
}

/**
 * The thing that the event is about. Agent 000 is the manager itself, which also relays what appliances send it: then the
 * appliance's own name tells more.
 */
function readAssetName(body: Body, agent: { id: string | null; name: string | null }): string | null {
  if (agent.name !== null && agent.id !== '000') return agent.name;
  const own = short(
    textAt(
      body,
      'data.devname',
      'data.hostname',
      'predecoder.hostname',
      'host.name',
      'hostname',
      'data.win.system.computer',
    ),
  );
  return own ?? agent.name;
}
