import { createHmac } from 'node:crypto';
import type { Context } from '../domains/access/index.ts';
import { idempotency } from '../domains/access/index.ts';
import { Failure } from '../lib/failure.ts';

/**
 * Runs an unsafe request at most once for a key: the second call with the same body gets the first reply.
 * A first call that failed leaves nothing behind, so that it may be tried again.
 * @throws {Failure} `idempotency.mismatch` when the key was used with another request, or is being worked on.
 */
export async function once(
  context: Context,
  key: string,
  request: unknown,
  bodyKey: Buffer,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const actor = `${context.actor.role}:${context.actor.userId ?? context.actor.ip ?? ''}`;
  // Keyed, for a body may hold a password, and a plain hash of it could be tried against a list.
  const hash = createHmac('sha256', bodyKey).update(JSON.stringify(request)).digest();
  const system = context.asSystem();
  const found = await idempotency.begin(system, actor, key, hash);
  if (found.state === 'other')
    throw new Failure('idempotency.mismatch', 'This Idempotency-Key was used with another request. Use a new key.');
  if (found.state === 'running')
    throw new Failure(
      'idempotency.mismatch',
      'The request with this Idempotency-Key is still being worked on. Ask again in a moment.',
      { retryAfterS: 1 },
    );
  if (found.state === 'done') return found.reply;
  const pulse = setInterval(
    () => void idempotency.renew(system, actor, key).catch(() => undefined),
    idempotency.renewEveryMs,
  );
  try {
    const reply = await run();
    await idempotency.finish(system, actor, key, reply);
    return reply;
  } catch (error) {
    await idempotency.forget(system, actor, key);
    throw error;
  } finally {
    clearInterval(pulse);
  }
}
