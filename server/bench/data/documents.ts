import type { SourceDocument } from '../../src/domains/siem/index.ts';

/** Wazuh alert documents that each become an alert of their own; the same run and number give the same document. */
export function alertDocuments(run: string, from: number, count: number): SourceDocument[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, place) =>
    alertDocument(run, from + place, now - ((from + place) % 3_600) * 1_000),
  );
}

/** One of them. @param time  milliseconds since 1970. */
export function alertDocument(run: string, n: number, time: number): SourceDocument {
  const at = new Date(time);
  const host = `host-${n % 2_000}`;
  return {
    index: `wazuh-alerts-4.x-${at.toISOString().slice(0, 10).replaceAll('-', '.')}`,
    id: `${run}-${n}`,
    body: {
      timestamp: at.toISOString().replace('Z', '+0000'),
      '@timestamp': at.toISOString(),
      rule: {
        id: String(5_000 + (n % 400)),
        level: 3 + (n % 13),
        description: `Measured event ${run} ${n}`,
        groups: ['syslog', 'sshd'],
        mitre: { id: ['T1110'], tactic: ['Credential Access'], technique: ['Brute Force'] },
      },
      agent: {
        id: String(n % 2_000).padStart(4, '0'),
        name: host,
        ip: '10.0.0.1',
        labels: { customer: `bench-${1 + (n % 50)}` },
      },
      manager: { name: 'bench' },
      cluster: { name: 'bench', node: 'master' },
      decoder: { name: 'sshd' },
      data: { srcip: `192.0.2.${n % 250}`, srcuser: 'root', dstuser: 'root' },
      full_log: `Nov 24 12:00:00 ${host} sshd[${n}]: Failed password for root from 192.0.2.${n % 250} port ${1_024 + (n % 60_000)} ssh2`,
      location: '/var/log/auth.log',
      id: `${1_700_000_000 + n}.${n}`,
    },
  };
}
