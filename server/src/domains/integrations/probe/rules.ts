import type { ProbeStep, probeDraft, RouteReply } from '@watchfloor/contract';
import type { ProbeStep as Step } from '../../../connectors/probe/step.ts';
import { isObject } from '../../../lib/json.ts';
import { purposes } from '../sources/rules.ts';

export type Preview = RouteReply<typeof probeDraft>['preview'];

/** A step as the wire and the table know it: raw documents stay behind. */
export function presentStep(step: Step): ProbeStep {
  const certificate = step.data?.certificate;
  return {
    id: step.id,
    title: step.title,
    state: step.state,
    durationMs: step.durationMs,
    evidence: step.evidence,
    remedy: step.remedy ?? null,
    fingerprint: certificate?.canPin ? certificate.fingerprint : null,
    role: step.state === 'passed' ? null : (step.data?.role ?? null),
  };
}

/** True when the product answered and let us in. */
export const isLetIn = (steps: readonly Step[]): boolean =>
  steps.some((step) => step.id === 'login' && step.state === 'passed') &&
  // A version that may not be seen is told by the role that would show it; another product has none to offer.
  steps.every((step) => step.id !== 'version' || step.state !== 'failed' || step.data?.role !== undefined);

/**
 * Steps of what this login may not read. Nothing found or no answer is not among them: that may come by itself, a right
 * does not.
 */
export const refusedOf = (steps: readonly Step[]): string[] =>
  steps
    .filter((step) => purposes.some((one) => one.step === step.id))
    .filter((step) => step.state === 'failed' && step.data?.role !== undefined && step.data.volume === undefined)
    .map((step) => step.id);

/** True when the product let us in and not everything it offers is refused. */
export function isUsable(steps: readonly Step[]): boolean {
  const offered = steps.filter((step) => purposes.some((one) => one.step === step.id));
  return isLetIn(steps) && (offered.length === 0 || refusedOf(steps).length < offered.length);
}

export type ProbeState = { status: 'ok' | 'failing'; detail: string | null };

/**
 * Whether a connection works, by its steps.
 * @param paused  steps of what is not read at present: a refusal there is nobody's trouble.
 */
export function judge(steps: readonly Step[], paused: readonly string[]): ProbeState {
  const failed = steps.find(
    (step) => step.state === 'failed' && !paused.includes(step.id) && (step.id !== 'version' || !isLetIn(steps)),
  );
  if (failed) return { status: 'failing', detail: `${failed.title}: ${failed.evidence}`.slice(0, 500) };
  return { status: 'ok', detail: null };
}

/** How far a candidate got, to show the most telling of several probes. */
export const countPassed = (steps: readonly Step[]): number => steps.filter((step) => step.state === 'passed').length;

/** True when the address itself is the trouble, so that asking for another product would say the same. */
export const isAddressAtFault = (steps: readonly Step[]): boolean =>
  steps.some((step) => step.state === 'failed' && ['dns', 'tcp', 'tls'].includes(step.id));

const asBody = (value: unknown) => (isObject(value) ? value : {});
const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function findVersion(steps: readonly Step[]): string | null {
  return steps.find((step) => step.data?.version !== undefined)?.data?.version?.number ?? null;
}

/**
 * The cluster's name. The events' own word comes first: it is what the manager calls itself, while the indexer's cluster
 * may bear any name.
 */
export function findCluster(steps: readonly Step[]): string | null {
  const named = steps
    .flatMap((step) => step.data?.sample ?? [])
    .map((sample) => asText(asBody(sample.body.cluster).name))
    .filter((name) => name !== null);
  const [first] = named;
  if (first !== undefined && named.every((name) => name === first)) return first;
  return steps.find((step) => step.data?.version !== undefined)?.data?.version?.instance ?? null;
}

/** What would come in: the volume of a day and a few events as they would look. */
export function previewOf(steps: readonly Step[]): Preview {
  const volume = steps.find((step) => step.data?.volume !== undefined)?.data?.volume;
  const samples = steps.flatMap((step) => step.data?.sample ?? []);
  if (volume === undefined && samples.length === 0) return null;
  return { perDay: volume?.perDay ?? null, samples: samples.slice(0, 5).map((sample) => toSample(sample.body)) };
}

function toSample(body: Readonly<Record<string, unknown>>): NonNullable<Preview>['samples'][number] {
  const rule = asBody(body.rule);
  const level = typeof rule.level === 'number' && Number.isInteger(rule.level) ? rule.level : null;
  const at = Date.parse(asText(body.timestamp) ?? asText(body['@timestamp']) ?? '');
  return {
    title: (asText(rule.description) ?? asText(body.full_log) ?? 'No description').slice(0, 300),
    level,
    at: Number.isNaN(at) ? null : new Date(at).toISOString(),
    host: asText(asBody(body.agent).name)?.slice(0, 200) ?? null,
  };
}
