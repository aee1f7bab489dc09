import type { ProbeStep } from './probe/step.ts';

/** Points to a stored event. */
export type EventRef = { index: string; id: string };

/** A stored event as the product holds it. */
export type StoredEvent = EventRef & {
  /** The event's own time; `null` when it has none that can be read. */
  time: Date | null;
  /** The raw document; `null` when only ids were asked for, or when `problem` says why it could not be read. */
  body: Record<string, unknown> | null;
  problem?: 'too_large' | 'unreadable';
};

/** Oldest first; events of one instant are never split over two batches that a cursor by time could part. */
export type AlertBatch = { documents: readonly StoredEvent[] };

export type AlertRange = {
  /** Inclusive; `null` reads from the beginning and takes events without a time as well. */
  since: Date | null;
  /** Exclusive; absent reads to the end, dates in the future included. */
  until?: Date | undefined;
  /** Takes events without a time as well, last, unless there is an end. They are looked for in every index: not for each run. */
  takesTimeless?: boolean;
};

export type ReadAlerts = AlertRange & {
  /** Wazuh rule level, 0-16; events without a level are taken at any. */
  minLevel: number;
  /** Events in one request, 1-10,000; default 500. */
  batchSize?: number;
  /** Gives index, id and time only, for a sweep. */
  idsOnly?: boolean;
  signal?: AbortSignal | undefined;
};

export type CountAlerts = AlertRange & {
  /** Counts only events below this level; absent counts all. */
  belowLevel?: number;
  signal?: AbortSignal | undefined;
};

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'none';

/** One CVE on one package of one agent, as the scanner states it; what it leaves open is `null`. */
export type RawFinding = {
  cveId: string;
  category: 'package' | 'os' | null;
  /** deb, rpm, win, pkg, …; with name, architecture and path the identity of the package. */
  format: string | null;
  packageName: string;
  architecture: string | null;
  path: string | null;
  version: string | null;
  /** The scanner's words, for example "Package less than 2.4.1". */
  condition: string | null;
  /** Known only from the condition "Package less than X". */
  fixedVersion: string | null;
  severity: Severity | null;
  /** CVSS base score, 0-10. */
  score: number | null;
  scoreVersion: string | null;
  description: string | null;
  publishedAt: Date | null;
  /** When the scanner wrote the document; moves on every re-index, so never the first sight. */
  detectedAt: Date | null;
  references: readonly string[];
  /** The feed that says so. */
  source: string | null;
};

export type AgentSystem = {
  name: string | null;
  version: string | null;
  platform: string | null;
  kernel: string | null;
};

/** Everything that the product holds about one agent at one instant. */
export type AgentSnapshot = {
  kind: 'agent';
  /** Name of the Wazuh cluster; with the agent's id it names the asset. */
  instance: string | null;
  agent: { id: string; name: string | null; version: string | null };
  system: AgentSystem | null;
  findings: readonly RawFinding[];
  /** False when fewer documents were understood than counted; then nothing may be concluded from an absence. */
  isComplete: boolean;
};

/** Comes last; without it the snapshot is not whole. */
export type FindingsSummary = {
  kind: 'summary';
  /** Documents that the index held at the instant of the snapshot. */
  documents: number;
  agents: number;
  /** Documents without agent or CVE. */
  unusable: number;
  isComplete: boolean;
};

export type ListFindings = {
  /** Documents in one request, 1-10,000; default 5,000. */
  pageSize?: number;
  signal?: AbortSignal | undefined;
};

export type RemoteAgent = {
  id: string;
  name: string;
  /** Name of the Wazuh cluster. */
  instance: string | null;
  ip: string | null;
  status: 'active' | 'disconnected' | 'never_connected' | 'pending' | 'unknown';
  version: string | null;
  system: AgentSystem | null;
  groups: readonly string[];
  node: string | null;
  lastSeenAt: Date | null;
  addedAt: Date | null;
};

export type Description = {
  /** As the product states it; `null` when the login may not see it. */
  version: string | null;
  instance: string | null;
  product: string;
};

export type ProbeOptions = {
  /** Level from which the expected volume is counted; default 7. */
  minLevel?: number;
  signal?: AbortSignal | undefined;
};

/** What a connection can do; an absent member is "not supported", which is shown and is no error. */
export type Capabilities = {
  probe?(options?: ProbeOptions): AsyncIterable<ProbeStep>;
  describe?(signal?: AbortSignal): Promise<Description>;
  /**
   * Reads alerts oldest first.
   * @throws {Failure} `connection.partial` before a batch that was not read whole; what came earlier stands.
   */
  readAlerts?(options: ReadAlerts): AsyncIterable<AlertBatch>;
  countAlerts?(options: CountAlerts): Promise<number>;
  /** One event, or `null` when it is gone. */
  getEvent?(ref: EventRef, signal?: AbortSignal): Promise<StoredEvent | null>;
  /** Those of the events that still exist, in no particular order. */
  getEvents?(refs: readonly EventRef[], signal?: AbortSignal): Promise<readonly StoredEvent[]>;
  /** One snapshot of all findings, an agent at a time, then its summary. */
  listFindings?(options?: ListFindings): AsyncIterable<AgentSnapshot | FindingsSummary>;
  listAgents?(signal?: AbortSignal): AsyncIterable<RemoteAgent>;
};
