import type { Readable } from 'node:stream';
import { UpstreamFailure } from './failure.ts';

/** Reads a body to its end as text; bytes that are no UTF-8 become U+FFFD. @throws {Failure} `connection.too_large`. */
export async function readBody(body: Readable, maxBytes: number, where: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      const limit = `${Math.floor(maxBytes / 1_000_000)} MB`;
      throw new UpstreamFailure('connection.too_large', `${where} answered with more than ${limit}`, null);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
