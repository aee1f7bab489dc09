import { Failure } from '../../lib/failure.ts';

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
    const { evidence, remedy } = splitRemedy(error.message);
    return {
      ...{ id, title, state: 'failed', evidence },
      ...(remedy === null ? {} : { remedy }),
      ...refine(error),
      durationMs: elapsed(since),
    };
  }
}

/** A login that was refused is told apart from one that nobody answered. */
export const nameLogin = (failure: Failure): { title: string } => ({
  title: failure.code === 'connection.unauthorized' ? 'Login refused' : 'Could not log in',
});

/** A step that did not run because an earlier one failed. */
export const skipStep = (id: StepId, title: string, evidence = 'Not tried.'): ProbeStep => ({
  ...{ id, title, state: 'skipped', durationMs: 0, evidence },
});

/**
 * Failures are written "what happened (the vendor's words): what to do"; a colon inside an address has no space behind it,
 * and one inside brackets is the vendor's.
 */
function splitRemedy(message: string): { evidence: string; remedy: string | null } {
  let depth = 0;
  let at = -1;
  for (let place = 0; at < 0 && place < message.length; place += 1) {
    const letter = message[place];
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ':' && message[place + 1] === ' ' && depth === 0) at = place;
  }
  if (at < 0) return { evidence: message, remedy: null };
  const remedy = message.slice(at + 2);
  return { evidence: `${message.slice(0, at)}.`, remedy: remedy.charAt(0).toUpperCase() + remedy.slice(1) };
}
