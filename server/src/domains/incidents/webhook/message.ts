import { Failure } from '../../../lib/failure.ts';
import { isObject } from '../../../lib/json.ts';
import { contentId, type SourceDocument, storableId } from '../../siem/index.ts';

export const mostDocuments = 500;

/**
 * The documents of a message: one, or a list of at most 500, each bare or as a hit with `_id` and `_source`. Bytes that are no
 * UTF-8 become U+FFFD.
 * @throws {Failure} `request.invalid` for what is no JSON, and for a list that is too long.
 */
export function readMessage(raw: Buffer, messageId: string, index: string): SourceDocument[] {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8').decode(raw));
  } catch (error) {
    throw new Failure('request.invalid', 'The body is not JSON. Send one alert document or a list of them.', {
      cause: error,
    });
  }
  const items: unknown[] = Array.isArray(body) ? body : [body];
  if (items.length > mostDocuments)
    throw new Failure(
      'request.invalid',
      `The list holds ${items.length} documents. Send at most ${mostDocuments} in one message.`,
    );
  return items.map((item, place) => {
    if (isObject(item) && isObject(item['_source']) && typeof item['_id'] === 'string')
      return { index, id: storableId(item['_id']), body: item['_source'] };
    return { index, id: idOf(item, `${messageId}/${place}`), body: item };
  });
}

/** By content, so that what is sent twice under two message ids is still one event; a body too deep to be written out goes by its place. */
function idOf(item: unknown, place: string): string {
  try {
    return contentId(item);
  } catch {
    return contentId(place);
  }
}
