import type { AlertRow } from '@watchfloor/contract';
import { alertOf, rowOf } from './alert-samples.ts';
import type { Answers, Asked } from './fake-api.ts';

export const reasons = [
  { code: 'known_tool', label: 'Known tool', verdict: 'false_positive' },
  { code: 'admin_work', label: 'Admin work', verdict: 'false_positive' },
];

const eventOf = (host: string) => ({
  sourceId: 'src_1',
  index: 'wazuh-alerts-4.x-2026.11.24',
  documentId: 'doc1',
  occurredAt: '2026-11-24T12:00:40.000Z',
  sentence: [
    { text: 'powershell.exe', field: 'process.name' },
    { text: ' started on ', field: null },
    { text: host, field: 'agent.name' },
  ],
  fields: [
    { name: 'process.name', value: 'powershell.exe' },
    { name: 'agent.name', value: host },
  ],
  body: { agent: { name: host } },
  isTrimmed: false,
});

/** A small queue that remembers what is done to it: enough of the server for the screen's own behaviour. */
export function alertWorld(total: number, change: Partial<AlertRow> = {}) {
  const rows: AlertRow[] = Array.from({ length: total }, (_, at) => rowOf(at + 1, change));
  const undone: string[] = [];
  const open = () => rows.filter((row) => row.status === 'open');
  const find = (asked: Asked) => rows.find((row) => row.id === asked.params.alertId) ?? rowOf(0);
  const done = (count: number) => ({ operationId: 'opr_1', count, skipped: 0, summary: '' });
  const page = (asked: Asked) => {
    const from = Number(asked.query.cursor ?? 0);
    const limit = Number(asked.query.limit ?? 50);
    const found = open();
    return {
      items: found.slice(from, from + limit),
      nextCursor: from + limit < found.length ? String(from + limit) : null,
    };
  };
  const answers: Answers = {
    listAlerts: page,
    countAlerts: () => ({
      total: { value: open().length, isCapped: false },
      facets: [{ field: 'severity', values: [{ value: 'critical', label: 'Critical', count: open().length }] }],
      asOf: '2026-11-24T12:04:16.000Z',
    }),
    getAlert: (asked: Asked) => alertOf(find(asked)),
    listAlertEvents: () => ({ items: [eventOf('ws-042')], nextCursor: null }),
    listVerdictReasons: { items: reasons },
    listUsers: { items: [{ id: 'usr_2', name: 'mara.kent' }] },
    closeAlert: (asked: Asked) => {
      find(asked).status = 'closed';
      return done(1);
    },
    assignAlert: () => done(1),
    reopenAlert: () => done(1),
    changeAlerts: (asked: Asked) => {
      const { select } = asked.body as { select: { ids?: string[] } };
      const chosen = open().filter((row) => select.ids?.includes(row.id) ?? true);
      for (const row of chosen) row.status = 'closed';
      return done(chosen.length);
    },
    undoOperation: (asked: Asked) => {
      undone.push(asked.params.operationId ?? '');
      for (const row of rows) row.status = 'open';
      return done(total);
    },
  };
  return { rows, answers, undone };
}
