import { type Actor, actorOf, type Context, keepAlive, readSession, type Session } from '../domains/access/index.ts';
import { tokenOf } from './cookies.ts';

type Cached = { session: Session | null; readAt: number };

const freshMs = 1_000;
const touchEveryMs = 60_000;
/** Tokens remembered at once; beyond it all are read anew. */
const mostKept = 5_000;

/** Reads sessions with a memory of one second, so that a revoked one is refused within that time and no list pays twice. */
export class SessionReader {
  readonly #system: Context;
  readonly #isSecure: boolean;
  readonly #cache = new Map<string, Cached>();
  readonly #touched = new Map<string, number>();

  constructor(system: Context, isSecure: boolean) {
    this.#system = system;
    this.#isSecure = isSecure;
  }

  async read(cookie: string | undefined): Promise<Session | null> {
    const token = tokenOf(cookie, this.#isSecure);
    if (!token) return null;
    const now = this.#system.clock.now().getTime();
    const cached = this.#cache.get(token);
    if (cached && Math.abs(now - cached.readAt) < freshMs) return cached.session;
    const session = await readSession(this.#system, token);
    this.#remember(token, { session, readAt: now });
    if (session) await this.#touch(token, session, now);
    return session;
  }

  forget(cookie: string | undefined): void {
    const token = tokenOf(cookie, this.#isSecure);
    if (token) this.#cache.delete(token);
  }

  actor(session: Session, ip: string | null, agent: string | null): Actor {
    return actorOf(session.row, ip, agent);
  }

  #remember(token: string, cached: Cached): void {
    if (this.#cache.size > mostKept) this.#cache.clear();
    this.#cache.set(token, cached);
  }

  async #touch(token: string, session: Session, now: number): Promise<void> {
    if (now - (this.#touched.get(token) ?? 0) < touchEveryMs) return;
    if (this.#touched.size > mostKept) this.#touched.clear();
    this.#touched.set(token, now);
    await keepAlive(this.#system, session.tokenHash);
  }
}
