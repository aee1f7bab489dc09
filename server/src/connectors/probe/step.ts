import { Failure } from '../../lib/failure.ts';
import { UpstreamFailure } from '../upstream/failure.ts';

export type StepId =
  | ('dns' | 'tcp' | 'tls' | 'login' | 'version')
  | ('alerts' | 'states' | 'agents' | 'sample' | 'clock');

export type StepState = 'passed' | 'failed' | 'skipped';

/** What a step found, for a screen that offers more than the sentence. */
export type StepData = {
  /** TLS: the certificate shown; `canPin` when pinning it would let the connection work. */
  certificate?: { fingerprint: string; subject: string; issuer: string; validTo: string; canPin: boolean };
  version?: { product: string; number: string | null; instance: string | null };
  /** Alerts: expected volume a day at `minLevel` and above, counted over the last seven days that hold any. */
  volume?: { indices: number; total: number; newestAt: string | null; perDay: number; minLevel: number };
  findings?: { documents: number; agents: number };
  agents?: { total: number; active: number };
  /** Raw documents, newest first. */
  sample?: readonly { index: string; id: string; body: Record<string, unknown> }[];
  /** Positive when the product's clock is ahead. */
  clockDifferenceMs?: number;
  /** The exact role that would give the missing right. */
  role?: string;
};

/** One line of a probe. */
export type ProbeStep = {
  id: StepId;
  title: string;
  state: StepState;
  durationMs: number;
  /** What was seen, in one sentence part. */
  evidence: string;
  /** What to do about a failure. */
  remedy?: string;
  data?: StepData;
};

type Outcome = Partial<Pick<ProbeStep, 'title' | 'state' | 'remedy' | 'data'>> & { evidence: string };

const elapsed = (since: number): number => Math.round(performance.now() - since);

/**
 * Runs one step: a failure of the connection becomes a red line with its sentence, anything else is a bug and is thrown.
 * @param refine  adds title, remedy or data to a failure.
 */
export async function runStep(
  id: StepId,
  title: string,
  run: () => Promise<Outcome>,
  refine: (failure: Failure) => Partial<Outcome> = () => ({}),
): Promise<ProbeStep> {
  const since = performance.now();
  try {
    return { id, title, state: 'passed', ...(await run()), durationMs: elapsed(since) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { id, title, state: 'failed', ...explain(error), ...refine(error), durationMs: elapsed(since) };
  }
}

/** What the failure says, as two sentences. */
function explain(failure: Failure): Pick<ProbeStep, 'evidence' | 'remedy'> {
  if (!(failure instanceof UpstreamFailure)) return { evidence: failure.message };
  const { evidence, remedy } = failure;
  if (remedy === null) return { evidence: `${evidence}.` };
  return { evidence: `${evidence}.`, remedy: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.` };
}

/** A login that was refused is told apart from one that nobody answered. */
export const nameLogin = (failure: Failure): { title: string } => ({
  title: failure.code === 'connection.unauthorized' ? 'Login refused' : 'Could not log in',
});

/** A step that did not run because an earlier one failed, or that has nothing to look at. */
export const skipStep = (id: StepId, title: string, evidence = 'Not tried.'): ProbeStep => ({
  id,
  title,
  state: 'skipped',
  durationMs: 0,
  evidence,
});

/** The steps of a probe from one on, none of which ran. @param titles  of all its steps, in order. */
export function* skipFrom<Id extends StepId>(titles: Readonly<Record<Id, string>>, first: Id): Generator<ProbeStep> {
  const ids = Object.keys(titles) as Id[];
  for (const id of ids.slice(ids.indexOf(first))) yield skipStep(id, titles[id]);
}
