import type { Problem } from '@watchfloor/contract';

export type FieldProblem = {
  pointer: string;
  message: string;
  hint?: string | undefined;
  position?: number | undefined;
};

/** A refusal of the API as told by its problem document; `code` is one of the contract's codes or `network`. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly traceId: string | null;
  readonly retryAfterS: number | null;

  constructor(problem: Partial<Problem> & { code: string }, retryAfterS: number | null = null) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.title = problem.title ?? 'The request failed.';
    this.detail = problem.detail ?? '';
    this.errors = problem.errors ?? [];
    this.traceId = problem.traceId ?? null;
    this.retryAfterS = retryAfterS;
  }

  /** The message for one field of the body, found by the end of its JSON pointer. */
  field(name: string): string | null {
    return this.errors.find((error) => error.pointer.endsWith(`/${name}`))?.message ?? null;
  }
}

/** Makes a `ProblemError` of anything thrown, so that screens need to know one kind of failure. */
export function asProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProblemError({ code: 'internal', title: 'Something failed in this page.', detail: message });
}

/** Reads the problem document of a refused reply; a reply without one still says its status. */
export async function problemOf(reply: Response): Promise<ProblemError> {
  const retryAfter = Number(reply.headers.get('retry-after'));
  const retryAfterS = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  const body: unknown = await reply.json().catch(() => null);
  if (isProblem(body)) return new ProblemError(body, retryAfterS);
  return new ProblemError(
    {
      code: reply.status >= 500 ? 'internal' : 'request.invalid',
      status: reply.status,
      title: `The server answered ${reply.status}.`,
      detail: 'The answer had no explanation. Try again; if it stays, look at the server log.',
    },
    retryAfterS,
  );
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
