import { Agent } from 'undici';

export type LoadResult = { ms: number[]; perSecond: number };

/** Closed loop: so many clients, each asks again as soon as it was answered. Fails on any answer but 200. */
export async function closedLoop(
  address: string,
  cookie: string,
  paths: readonly string[],
  options: { clients: number; requests: number },
): Promise<LoadResult> {
  const dispatcher = new Agent({ connections: options.clients, pipelining: 1 });
  const ms: number[] = [];
  let next = 0;
  const started = performance.now();
  const client = async () => {
    for (let mine = next++; mine < options.requests; mine = next++) {
      const before = performance.now();
      const path = paths[mine % paths.length] ?? '/';
      const { statusCode, body } = await dispatcher.request({
        origin: address,
        path,
        method: 'GET',
        headers: { cookie },
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
      ms.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: options.clients }, client));
  const seconds = (performance.now() - started) / 1_000;
  await dispatcher.close();
  return { ms, perSecond: options.requests / seconds };
}
