import type { AlertEvent } from '@watchfloor/contract';
import { cutText } from '../../../lib/text.ts';
import { type Body, textAt } from '../ingest/fields.ts';
import type { Piece, Teller, Told } from './piece.ts';
import { tellCloud } from './sentence-cloud.ts';
import { tellHost } from './sentence-host.ts';
import { tellWindows } from './sentence-windows.ts';

type SentencePart = AlertEvent['sentence'][number];

const longest = 160;
const hostFields = ['agent.name', 'data.devname', 'predecoder.hostname', 'hostname'];
const tellers: readonly Teller[] = [tellWindows, tellCloud, tellHost];

/** Tells an event in one sentence of words and values; what no family knows is its rule's description on its host. */
export function tellEvent(body: Body): SentencePart[] {
  const event = open(body);
  let pieces: Piece[] | null = null;
  for (const tell of tellers) pieces ??= tell(event);
  pieces ??= [event.value('rule.description') ?? 'An event'];
  const host = event.value(...hostFields);
  return join(host ? [...pieces, 'on', host] : pieces);
}

function open(body: Body): Told {
  const value: Told['value'] = (...fields) => {
    for (const field of fields) {
      const text = textAt(body, field);
      // Windows writes "-" and "(null)" for what it does not know.
      if (text !== null && text !== '-' && text !== '(null)')
        return { field, text: cutText(text.replace(/\s+/g, ' '), longest) };
    }
    return null;
  };
  const rule = body['rule'];
  const groups =
    typeof rule === 'object' && rule !== null && 'groups' in rule && Array.isArray(rule.groups) ? rule.groups : [];
  return {
    body,
    value,
    file: (...fields) => {
      const found = value(...fields);
      return typeof found === 'object' && found !== null
        ? { ...found, text: found.text.split(/[\\/]/).at(-1) || found.text }
        : found;
    },
    has: (group) => groups.includes(group),
  };
}

function join(pieces: readonly Piece[]): SentencePart[] {
  const parts: SentencePart[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    const space = last && !(typeof piece === 'string' && /^[.,:;]/.test(piece)) ? ' ' : '';
    if (typeof piece === 'object') {
      if (space) addWords(parts, space);
      parts.push({ text: piece.text, field: piece.field });
    } else addWords(parts, space + piece);
  }
  return parts;
}

/** Words that follow words are one part. */
function addWords(parts: SentencePart[], text: string): void {
  const last = parts.at(-1);
  if (last?.field === null) parts[parts.length - 1] = { text: last.text + text, field: null };
  else parts.push({ text, field: null });
}
