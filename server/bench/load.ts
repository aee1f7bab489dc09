import { Agent } from 'undici';

export type LoadResult = { ms: number[]; perSecond: number };

async function ask(dispatcher: Agent, origin: string, path: string, cookie: string): Promise<void> {
  const { statusCode, body } = await dispatcher.request({ origin, path, method: 'GET', headers: { cookie } });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
}

const cookieOf = (cookies: readonly string[], client: number) => cookies[client % cookies.length] ?? '';

/** Closed loop: so many clients, each asks again as soon as it was answered. Fails on any answer but 200. */
export async function closedLoop(
  address: string,
  cookies: readonly string[],
  paths: readonly string[],
  options: { clients: number; requests: number },
): Promise<LoadResult> {
  const dispatcher = new Agent({ connections: options.clients, pipelining: 1 });
  const ms: number[] = [];
  let next = 0;
  const started = performance.now();
  const client = async (own: number) => {
    for (let mine = next++; mine < options.requests; mine = next++) {
      const before = performance.now();
      await ask(dispatcher, address, paths[mine % paths.length] ?? '/', cookieOf(cookies, own));
      ms.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: options.clients }, (_, own) => client(own)));
  const seconds = (performance.now() - started) / 1_000;
  await dispatcher.close();
  return { ms, perSecond: options.requests / seconds };
}

/**
 * Open loop: calls begin at fixed instants, whether the ones before are answered or not, and each is timed from the instant
 * at which it was due. `work` is told which call it is.
 */
export async function openLoop(
  options: { perSecond: number; calls: number },
  work: (call: number) => Promise<unknown>,
): Promise<number[]> {
  const started = performance.now();
  const dueAt = (call: number) => started + (call * 1_000) / options.perSecond;
  const ms: number[] = [];
  const calls: Promise<void>[] = [];
  for (let call = 0; call < options.calls; call++) {
    const wait = dueAt(call) - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    calls.push(work(call).then(() => void ms.push(performance.now() - dueAt(call))));
  }
  await Promise.all(calls);
  return ms;
}

/** Clients that look at the paths in turn at a fixed rate for all of them together, each on a connection of its own. */
export async function visits(
  address: string,
  cookies: readonly string[],
  paths: readonly string[],
  options: { clients: number; perSecond: number; requests: number },
): Promise<number[]> {
  const clients = Array.from({ length: options.clients }, () => new Agent({ connections: 2, pipelining: 1 }));
  try {
    return await openLoop({ perSecond: options.perSecond, calls: options.requests }, (call) => {
      // Each client asks all paths before the next one does.
      const own = Math.floor(call / paths.length) % options.clients;
      const dispatcher = clients[own];
      if (!dispatcher) throw new RangeError('There is no such client.');
      return ask(dispatcher, address, paths[call % paths.length] ?? '/', cookieOf(cookies, own));
    });
  } finally {
    await Promise.all(clients.map((one) => one.close()));
  }
}
