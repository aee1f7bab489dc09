import { listen } from '../emulators/listen.ts';
import type { Fault } from '../emulators/wazuh-indexer/emulator.ts';
import type { Stored } from '../opensearch/load.ts';

/** An alert as Wazuh writes it; the running number keeps titles, and so alerts, apart. */
export function alertOf(place: number, at: Date, more: Record<string, unknown> = {}, title = `Event ${place}`): Stored {
  return {
    _index: `wazuh-alerts-4.x-${at.toISOString().slice(0, 10).replaceAll('-', '.')}`,
    _id: `alert-${String(place).padStart(6, '0')}`,
    _source: {
      timestamp: at.toISOString().replace('Z', '+0000'),
      rule: { id: String(5_000 + (place % 40)), level: 3 + (place % 12), description: title, groups: ['test'] },
      agent: { id: String(place % 9).padStart(3, '0'), name: `host-${place % 9}` },
      manager: { name: 'wazuh-manager' },
      ...more,
    },
  };
}

/** A vulnerability state as Wazuh writes it, one for each agent and place. */
export function stateOf(agent: string, place: number, more: Record<string, unknown> = {}): Stored {
  return {
    _index: 'wazuh-states-vulnerabilities-emulated',
    _id: `${agent}_${place}`,
    _source: {
      agent: { id: agent, name: `host-${agent}`, version: 'v4.12.0' },
      host: { os: { full: 'Debian GNU/Linux 12', name: 'Debian', platform: 'debian', version: '12' } },
      package: { name: `package-${place % 50}`, type: 'deb', version: `1.${place}`, architecture: 'amd64' },
      vulnerability: {
        id: `CVE-2031-${10_000 + place}`,
        severity: 'High',
        score: { base: 7.5, version: '3.1' },
        scanner: { condition: 'Package less than 2' },
      },
      wazuh: { cluster: { name: 'emulated' } },
      ...more,
    },
  };
}

/** Lets every answer of a search pass unharmed but those that `when` picks. */
export const onSearch =
  (fault: Fault, when: (index: string, before: number) => boolean) =>
  (asked: { path: string; body: Record<string, unknown> }, before: number): Fault | null => {
    if (!asked.path.endsWith('/_search')) return null;
    const pit: unknown = Object(asked.body['pit']).id;
    const index = typeof pit === 'string' ? pit : decodeURIComponent(asked.path);
    return when(index, before) ? fault : null;
  };

/** Stands before an indexer and writes bytes into its answers that no JSON writer would: `mark` becomes `bytes`. */
export function startByteSpoiler(target: string, mark: string, bytes: Buffer) {
  return listen((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
      const reply = await fetch(`${target}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: Object.entries(headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ) as [string, string][],
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      const [first = Buffer.alloc(0), ...rest] = split(Buffer.from(await reply.arrayBuffer()), Buffer.from(mark));
      response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' });
      response.end(Buffer.concat([first, ...rest.flatMap((piece) => [bytes, piece])]));
    })();
  });
}

function split(whole: Buffer, mark: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = whole.indexOf(mark); at >= 0; at = whole.indexOf(mark, start)) {
    pieces.push(whole.subarray(start, at));
    start = at + mark.length;
  }
  return [...pieces, whole.subarray(start)];
}
