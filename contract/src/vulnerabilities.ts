import { z } from 'zod';
import {
  AssetId,
  CappedCount,
  CustomerRef,
  Facet,
  FindingId,
  Instant,
  Lens,
  PageQuery,
  pageOf,
  Severity,
} from './common.ts';
import { defineRoute } from './route.ts';

export const findingStatuses = [
  'open',
  'patched',
  'pending_verification',
  'patch_failed',
  'accepted_risk',
  'false_positive',
] as const;
export const FindingStatus = z.enum(findingStatuses).meta({ id: 'FindingStatus' });
export type FindingStatus = z.infer<typeof FindingStatus>;

/** What is known of exploits: nothing, that it can be exploited, that an exploit is out. */
export const exploitWords = ['unknown', 'exploitable', 'available'] as const;
export const Exploit = z.enum(exploitWords).meta({ id: 'Exploit' });

const AssetRef = z.object({ id: AssetId, name: z.string() });

export const FindingRow = z
  .object({
    id: FindingId,
    number: z.string().describe('Human number, for example KEST-F-2044.'),
    customer: CustomerRef,
    cveId: z.string(),
    title: z.string(),
    asset: AssetRef,
    packageName: z.string(),
    installedVersion: z.string().nullable(),
    fixedVersion: z.string().nullable(),
    status: FindingStatus,
    isPresent: z.boolean().describe('What the scanner last said.'),
    severity: Severity.nullable().describe('`null` = the source gave none; never to be read as harmless.'),
    score: z.number().min(0).max(10).nullable().describe('CVSS base score.'),
    exploit: Exploit,
    priority: z
      .number()
      .min(0)
      .max(100)
      .describe('CVSS × 5 + exploit 0, 15 or 30 + up to 20 for 30 days of age, at `asOf`.'),
    detectedAt: Instant.describe('When Watchfloor first saw it; it does not move over rescans.'),
    patchedAt: Instant.nullable(),
  })
  .meta({ id: 'FindingRow' });
export type FindingRow = z.infer<typeof FindingRow>;

export const Finding = FindingRow.extend({
  description: z.string(),
  references: z.array(z.string()),
  condition: z.string(),
  architecture: z.string(),
  format: z.string(),
  path: z.string().nullable(),
  cvssVersion: z.string().nullable(),
  publishedAt: Instant.nullable(),
  reopenedCount: z.int(),
  statusReason: z.string().nullable(),
  presenceAt: Instant,
  scoreLines: z
    .array(z.object({ label: z.string(), points: z.number() }))
    .describe('The score line by line; the points add up to the priority.'),
  isEstimated: z
    .boolean()
    .describe('The CVSS part is the floor of the severity band, or zero, since no score is known.'),
  fix: z
    .object({ findings: z.int(), assets: z.int() })
    .nullable()
    .describe('What the same update closes for this customer; null when no fixed version is known.'),
  hosts: z
    .array(z.object({ id: FindingId, asset: AssetRef, status: FindingStatus, isPresent: z.boolean() }))
    .describe('The same CVE on other hosts of the customer; at most 20.'),
  history: z.array(z.object({ at: Instant, kind: z.string(), text: z.string() })),
  asOf: Instant,
}).meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export const findingGroupings = ['fix', 'cve', 'asset'] as const;

/** One line of the grouped view: an update, a CVE or a host, with what it would close. */
export const FindingGroup = z
  .object({
    key: z.string().describe('Opaque; goes back as `group` to list its findings.'),
    title: z.string(),
    subtitle: z.string().nullable(),
    customers: z.array(CustomerRef).describe('At most 5.'),
    findings: z.int(),
    assets: z.int(),
    exploited: z.int(),
    severity: Severity.nullable(),
    score: z.number().nullable(),
    topPriority: z.number(),
    oldestAt: Instant,
  })
  .meta({ id: 'FindingGroup' });
export type FindingGroup = z.infer<typeof FindingGroup>;

export const FindingFilter = {
  q: z
    .string()
    .max(2_000)
    .default('')
    .describe('Lucene query, for example status:open severity:>=high package:openssl'),
  lens: Lens,
};

export const listFindings = defineRoute({
  method: 'GET',
  path: '/api/v1/findings',
  operationId: 'listFindings',
  summary: 'Findings in the exact order of live priority; the order stands still over the pages of one listing.',
  access: { permission: 'finding:read' },
  query: z.object({ ...FindingFilter, group: z.string().max(200).optional(), ...PageQuery }),
  reply: z.object({ ...pageOf(FindingRow).shape, asOf: Instant }),
  errors: ['query.invalid', 'cursor.invalid'],
});

export const listFindingGroups = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/groups',
  operationId: 'listFindingGroups',
  summary: 'Exposed findings by fix, CVE or asset; the most pressing group first.',
  access: { permission: 'finding:read' },
  query: z.object({ ...FindingFilter, by: z.enum(findingGroupings).default('fix'), ...PageQuery }),
  reply: z.object({
    ...pageOf(FindingGroup).shape,
    isCapped: z
      .boolean()
      .describe('More than 200,000 findings match: only so many were grouped, and each figure means "at least".'),
    asOf: Instant,
  }),
  errors: ['query.invalid', 'cursor.invalid'],
});

export const countFindings = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/facets',
  operationId: 'countFindings',
  summary: 'How many findings match, and facet counts; each facet ignores its own selection. At most 2 s old.',
  access: { permission: 'finding:read' },
  query: z.object(FindingFilter),
  reply: z.object({
    total: CappedCount,
    facets: z.array(Facet),
    inventory: z.object({
      assets: z.int(),
      scannedAt: Instant.nullable(),
      silent: z.int().describe('Assets not seen for 24 h or more.'),
    }),
    asOf: Instant,
  }),
  errors: ['query.invalid'],
});

export const exportFindings = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/export.csv',
  operationId: 'exportFindings',
  summary: 'All findings that match, as CSV.',
  access: { permission: 'finding:read' },
  query: z.object(FindingFilter),
  stream: 'csv',
  errors: ['query.invalid'],
});

export const exportFindingGroups = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/groups/export.csv',
  operationId: 'exportFindingGroups',
  summary: 'All groups of exposed findings by fix, CVE or asset, the most pressing first, as CSV.',
  access: { permission: 'finding:read' },
  query: z.object({ ...FindingFilter, by: z.enum(findingGroupings).default('fix') }),
  stream: 'csv',
  errors: ['query.invalid'],
});

export const getFinding = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/:findingId',
  operationId: 'getFinding',
  summary: 'One finding with its score explained, its fix and its history.',
  access: { permission: 'finding:read' },
  params: z.object({ findingId: FindingId }),
  reply: Finding,
  errors: ['finding.not_found'],
});

export const findFindingByNumber = defineRoute({
  method: 'GET',
  path: '/api/v1/findings/by-number/:number',
  operationId: 'findFindingByNumber',
  summary: 'The id of the finding with a human number.',
  access: { permission: 'finding:read' },
  params: z.object({ number: z.string().regex(/^[A-Z]{2,8}-F-\d{1,9}$/, 'A number looks like KEST-F-2044.') }),
  reply: z.object({ id: FindingId }),
  errors: ['finding.not_found'],
});

export const findingRoutes = {
  listFindings,
  listFindingGroups,
  countFindings,
  exportFindings,
  exportFindingGroups,
  getFinding,
  findFindingByNumber,
};
