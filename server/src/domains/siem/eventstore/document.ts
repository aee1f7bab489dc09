import { endOfTime, startOfTime } from '../../../lib/instant.ts';
import { isIndexName } from './indices.ts';
import type { EventDocument } from './port.ts';

/** Our own part of a stored document; a body may not bring it, or it could name a customer. */
export const reservedField = 'watchfloor';

const deepest = 100;
const longestIdBytes = 512;
const largestBodyBytes = 16_000_000;

/** A document that either store can take: the body as JSON text that PostgreSQL and Lucene accept. */
export type PreparedDocument = { document: EventDocument; json: string };

/** Makes a document storable, or says in one sentence why it cannot be. */
export function prepareDocument(document: EventDocument): PreparedDocument | { refused: string } {
  const { id, index, time, body } = document;
  if (!isIndexName(index)) return { refused: 'The index name is not possible.' };
  if (id === '' || Buffer.byteLength(id) > longestIdBytes)
    return { refused: `The document id is empty or longer than ${longestIdBytes} bytes.` };
  if (!id.isWellFormed() || id.includes('\u0000'))
    return { refused: 'The document id holds characters that cannot be stored.' };
  if (!(time.getTime() >= startOfTime && time.getTime() < endOfTime))
    return { refused: 'The time is outside the years 1 to 9999.' };
  const taken = Object.keys(body).find((key) => key === reservedField || key.startsWith(`${reservedField}.`));
  if (taken !== undefined) return { refused: `The field "${taken}" is reserved.` };
  if (isDeeperThan(body, deepest)) return { refused: `The body is nested deeper than ${deepest} levels.` };
  const json = toStorableJson(body);
  if (json === null) return { refused: 'The body is not JSON.' };
  if (Buffer.byteLength(json) > largestBodyBytes)
    return { refused: `The body is larger than ${largestBodyBytes / 1_000_000} MB.` };
  return { document, json };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

/** JSON text in which what PostgreSQL cannot hold, U+0000 and lone surrogates, is U+FFFD; null for what has no JSON. */
function toStorableJson(body: unknown): string | null {
  let json: string | undefined;
  try {
    json = JSON.stringify(body);
  } catch {
    return null;
  }
  // JSON.stringify escapes exactly these; escaped backslashes are stepped over in pairs.
  return json === undefined
    ? null
    : json.replace(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g, (escape) =>
        /^\\u(0000|d)/.test(escape) ? '\ufffd' : escape,
      );
}

/** Splits documents, in order, into requests of bounded count and size; a larger one stands alone. */
export function chunksOf(
  documents: readonly PreparedDocument[],
  mostDocuments: number,
  mostBytes: number,
): PreparedDocument[][] {
  const made: PreparedDocument[][] = [];
  let bytes = 0;
  for (const document of documents) {
    const last = made.at(-1);
    bytes += document.json.length;
    if (last && last.length < mostDocuments && bytes <= mostBytes) {
      last.push(document);
    } else {
      made.push([document]);
      bytes = document.json.length;
    }
  }
  return made;
}
