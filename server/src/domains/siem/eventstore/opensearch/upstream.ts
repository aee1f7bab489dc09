import type { z } from 'zod';

/** What this adapter needs of the one client for outbound HTTP; `connectors/upstream.ts` has it. */
export type SearchUpstream = {
  request<T>(
    request: {
      method: 'GET' | 'POST' | 'PUT' | 'DELETE';
      path: string;
      query?: Record<string, string | number | boolean | undefined>;
      body?: unknown;
      rawBody?: string;
      contentType?: string;
      timeoutMs?: number;
      isIdempotent?: boolean;
    },
    schema: z.ZodType<T>,
  ): Promise<T>;
};

/** The product's refusal behind a failure: its status and the text of its answer, where the client kept them. */
export function refusalOf(error: unknown): { status: number; text: string } | null {
  const cause = error instanceof Error ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('status' in cause) || typeof cause.status !== 'number')
    return null;
  return { status: cause.status, text: 'text' in cause && typeof cause.text === 'string' ? cause.text : '' };
}

/** The path of some names or patterns, which `checkPatterns` found harmless. */
export const pathOf = (indices: readonly string[], end: string): string =>
  `/${indices.map(encodeURIComponent).join(',')}${end}`;

/** A pattern without a match is an empty answer, not an error. */
export const lenient = { ignore_unavailable: true, allow_no_indices: true };
