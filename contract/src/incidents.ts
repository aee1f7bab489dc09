import { z } from 'zod';
import {
  AlertId,
  AssetId,
  CappedCount,
  CustomerRef,
  Facet,
  Instant,
  Lens,
  OperationId,
  PageQuery,
  pageOf,
  Severity,
  SourceId,
  UserId,
  UserRef,
} from './common.ts';
import { defineRoute } from './route.ts';

export const alertStatuses = ['open', 'in_progress', 'closed'] as const;
export const AlertStatus = z.enum(alertStatuses).meta({ id: 'AlertStatus' });
export type AlertStatus = z.infer<typeof AlertStatus>;

/** In the order of the digits that choose them after `e`. */
export const verdicts = [
  'true_positive',
  'benign_true_positive',
  'false_positive',
  'duplicate',
  'inconclusive',
] as const;
export const Verdict = z.enum(verdicts).meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof Verdict>;

/** How alerts of this rule were judged at this customer before: `null` while none was. */
export const Precedent = z.object({ verdict: Verdict, count: z.int(), total: z.int() }).meta({
  id: 'Precedent',
  description: 'The most frequent verdict: count of total closed alerts of the rule at the customer.',
});

export type Precedent = z.infer<typeof Precedent>;

export const AlertRow = z
  .object({
    id: AlertId,
    number: z.string().describe('Human number, for example KEST-1042.'),
    customer: CustomerRef,
    title: z.string(),
    source: z.string(),
    ruleId: z.string().nullable(),
    ruleLevel: z.int().nullable(),
    severity: Severity,
    status: AlertStatus,
    verdict: Verdict.nullable(),
    assignee: UserRef.nullable(),
    assetName: z.string().nullable(),
    eventCount: z.int(),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    closedAt: Instant.nullable(),
    precedent: Precedent.nullable(),
    version: z.int(),
  })
  .meta({ id: 'AlertRow' });
export type AlertRow = z.infer<typeof AlertRow>;

/** Part of the sentence that tells an event: words, or a value that can be filtered for. */
export const SentencePart = z
  .object({
    text: z.string(),
    field: z.string().nullable().describe('The field that the text is the value of; null for plain words.'),
  })
  .meta({ id: 'SentencePart' });

export type SentencePart = z.infer<typeof SentencePart>;

export const AlertEvent = z
  .object({
    sourceId: SourceId,
    index: z.string(),
    documentId: z.string(),
    occurredAt: Instant,
    sentence: z.array(SentencePart),
    fields: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .describe('The telling fields first, then the others by name.'),
    body: z.unknown().describe('The copy kept of the document, at most 32 kB.'),
    isTrimmed: z.boolean(),
  })
  .meta({ id: 'AlertEvent' });
export type AlertEvent = z.infer<typeof AlertEvent>;

export const Alert = AlertRow.extend({
  description: z.string(),
  tactics: z.array(z.string()),
  techniques: z.array(z.string()),
  verdictReason: z.string().nullable(),
  verdictNote: z.string().nullable(),
  verdictBy: UserRef.nullable(),
  duplicateOf: z.string().nullable().describe('Human number of the alert that this one repeats.'),
  predecessor: z
    .object({ id: AlertId, number: z.string(), verdict: Verdict.nullable(), closedAt: Instant.nullable() })
    .nullable(),
  asset: z
    .object({
      id: AssetId.nullable(),
      name: z.string(),
      operatingSystem: z.string().nullable(),
      openAlerts: z.int(),
      openFindings: z.int(),
      openExploited: z.int(),
    })
    .nullable(),
  assetNames: z.array(z.string()).describe('Hosts that the events name; at most 20.'),
  precedents: z
    .array(z.object({ verdict: Verdict, count: z.int() }))
    .describe('All verdicts of the rule at this customer.'),
  history: z
    .array(z.object({ on: z.iso.date(), count: z.int() }))
    .describe('Alerts of this rule on this host a day, the last 30 days.'),
  related: z
    .array(
      z.object({
        id: AlertId,
        number: z.string(),
        title: z.string(),
        severity: Severity,
        assetName: z.string().nullable(),
        lastSeenAt: Instant,
        why: z.enum(['host', 'rule']),
      }),
    )
    .describe('Open alerts of the same host, then of the same rule; at most 6.'),
  can: z.object({ update: z.boolean() }),
}).meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const VerdictReason = z
  .object({ code: z.string(), label: z.string(), verdict: Verdict })
  .meta({ id: 'VerdictReason' });

/** What narrows the queue: the query line and the customer lens. */
export const AlertFilter = {
  q: z.string().max(2_000).default('').describe('Lucene query, for example status:open severity:>=high host:ws-*'),
  lens: Lens,
};
export const alertSorts = ['severity', 'newest', 'oldest'] as const;
/** By what the queue can be grouped. */
export const alertGroupings = ['rule', 'host', 'customer'] as const;

const alertParams = z.object({ alertId: AlertId });

export const CloseAlert = z.object({
  verdict: Verdict,
  reason: z.string().max(64).optional().describe('Code of a verdict reason; required for a false positive.'),
  note: z.string().trim().max(4_000).optional(),
  duplicateOf: AlertId.optional(),
});

/** The reply of an action that can be undone. */
export const Done = z
  .object({
    operationId: OperationId,
    count: z.int(),
    skipped: z.int().describe('Already in that state, or changed meanwhile.'),
    summary: z.string(),
  })
  .meta({ id: 'Done' });
export type Done = z.infer<typeof Done>;

export const listAlerts = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts',
  operationId: 'listAlerts',
  summary: 'The queue: one page of alerts that match, without event bodies.',
  access: { permission: 'alert:read' },
  query: z.object({ ...AlertFilter, sort: z.enum(alertSorts).default('severity'), ...PageQuery }),
  reply: pageOf(AlertRow),
  errors: ['query.invalid', 'cursor.invalid'],
});

export const countAlerts = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/facets',
  operationId: 'countAlerts',
  summary: 'How many alerts match, and facet counts; each facet ignores its own selection. At most 2 s old.',
  access: { permission: 'alert:read' },
  query: z.object({ ...AlertFilter, by: z.enum(alertGroupings).optional().describe('Also asks for groups.') }),
  reply: z.object({
    total: CappedCount,
    facets: z.array(Facet),
    groups: z
      .array(z.object({ value: z.string(), label: z.string(), count: CappedCount }))
      .optional()
      .describe('The 100 largest groups of what matches; an empty value stands for alerts that name none.'),
    asOf: Instant,
  }),
  errors: ['query.invalid'],
});

export const exportAlerts = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/export.csv',
  operationId: 'exportAlerts',
  summary: 'All alerts that match, as CSV.',
  access: { permission: 'alert:read' },
  query: z.object({ ...AlertFilter, sort: z.enum(alertSorts).default('severity') }),
  stream: 'csv',
  errors: ['query.invalid'],
});

export const exportAlertGroups = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/groups/export.csv',
  operationId: 'exportAlertGroups',
  summary: 'All alerts that match in groups, the largest first, as CSV. Where 200,000 match, each count is "at least".',
  access: { permission: 'alert:read' },
  query: z.object({ ...AlertFilter, by: z.enum(alertGroupings).default('rule') }),
  stream: 'csv',
  errors: ['query.invalid'],
});

export const getAlert = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/:alertId',
  operationId: 'getAlert',
  summary: 'One alert with what was decided before, its host and its relatives.',
  access: { permission: 'alert:read' },
  params: alertParams,
  reply: Alert,
  errors: ['alert.not_found'],
});

export const findAlertByNumber = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/by-number/:number',
  operationId: 'findAlertByNumber',
  summary: 'The id of the alert with a human number.',
  access: { permission: 'alert:read' },
  params: z.object({ number: z.string().regex(/^[A-Z]{2,8}-\d{1,9}$/, 'A number looks like KEST-1042.') }),
  reply: z.object({ id: AlertId }),
  errors: ['alert.not_found'],
});

export const listAlertEvents = defineRoute({
  method: 'GET',
  path: '/api/v1/alerts/:alertId/events',
  operationId: 'listAlertEvents',
  summary: 'Events of an alert, newest first.',
  access: { permission: 'alert:read' },
  params: alertParams,
  query: z.object({ ...PageQuery, limit: z.coerce.number().int().min(1).max(50).default(10) }),
  reply: pageOf(AlertEvent),
  errors: ['alert.not_found', 'cursor.invalid'],
});

export const assignAlert = defineRoute({
  method: 'POST',
  path: '/api/v1/alerts/:alertId/assignee',
  operationId: 'assignAlert',
  summary:
    'Gives the alert to a person (`me` = yourself, null = nobody); an open one becomes in progress when somebody has it.',
  access: { permission: 'alert:update' },
  params: alertParams,
  body: z.object({ assignee: z.union([UserId, z.literal('me')]).nullable() }),
  reply: Done,
  errors: ['alert.not_found', 'user.not_found', 'alert.already_closed'],
});

export const closeAlert = defineRoute({
  method: 'POST',
  path: '/api/v1/alerts/:alertId/close',
  operationId: 'closeAlert',
  summary: 'Closes the alert with a verdict; whoever closes it owns it.',
  access: { permission: 'alert:update' },
  params: alertParams,
  body: CloseAlert,
  reply: Done,
  errors: ['alert.not_found', 'alert.already_closed', 'verdict.reason_required'],
});

export const reopenAlert = defineRoute({
  method: 'POST',
  path: '/api/v1/alerts/:alertId/reopen',
  operationId: 'reopenAlert',
  summary: 'Opens a closed alert again; the verdict is taken back.',
  access: { permission: 'alert:update' },
  params: alertParams,
  reply: Done,
  errors: ['alert.not_found', 'alert.not_closed'],
});

export const changeAlerts = defineRoute({
  method: 'POST',
  path: '/api/v1/alerts/bulk',
  operationId: 'changeAlerts',
  summary: 'One action on the chosen alerts or on all that match a query, as one operation that can be undone.',
  access: { permission: 'alert:update' },
  body: z.object({
    // Strict, and the query is said: no ids, or a misspelt choice, must not read as "all alerts".
    select: z.union(
      [
        z.strictObject({ ids: z.array(AlertId).min(1).max(10_000) }),
        z.strictObject({
          q: AlertFilter.q.unwrap(),
          lens: AlertFilter.lens,
          lastSeenUntil: Instant.optional().describe('Leaves out what arrived after the count was shown.'),
        }),
      ],
      'Choose alerts by `ids` (1 to 10,000), or all that match by `q`; an empty `q` means all.',
    ),
    action: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('close'), ...CloseAlert.shape }),
      z.object({ kind: z.literal('assign'), assignee: z.union([UserId, z.literal('me')]).nullable() }),
      z.object({ kind: z.literal('reopen') }),
    ]),
  }),
  reply: Done,
  errors: ['query.invalid', 'bulk.too_many', 'verdict.reason_required', 'user.not_found', 'alert.not_found'],
});

export const undoOperation = defineRoute({
  method: 'POST',
  path: '/api/v1/operations/:operationId/undo',
  operationId: 'undoOperation',
  summary: 'Takes back your own operation; alerts that changed since are left and counted as skipped.',
  access: { permission: 'alert:update' },
  params: z.object({ operationId: OperationId }),
  reply: Done,
  errors: ['operation.not_found', 'operation.undone'],
});

export const listVerdictReasons = defineRoute({
  method: 'GET',
  path: '/api/v1/verdict-reasons',
  operationId: 'listVerdictReasons',
  summary: 'Reasons for a verdict, in the order of the digits that choose them.',
  access: { permission: 'alert:read' },
  reply: z.object({ items: z.array(VerdictReason) }),
  errors: [],
});

export const alertRoutes = {
  listAlerts,
  countAlerts,
  exportAlerts,
  exportAlertGroups,
  getAlert,
  findAlertByNumber,
  listAlertEvents,
  assignAlert,
  closeAlert,
  reopenAlert,
  changeAlerts,
  undoOperation,
  listVerdictReasons,
};
