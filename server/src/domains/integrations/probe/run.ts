import type { Connector } from '../../../connectors/connector.ts';
import type { ProbeStep } from '../../../connectors/probe/step.ts';
import type { Clock } from '../../../lib/clock.ts';
import { Failure, isFailure } from '../../../lib/failure.ts';
import { configNames, type Draft, type Prepared, prepare, secretNames } from '../draft.ts';
import { findConnector, type IntegrationParts } from '../parts.ts';
import { countPassed, isAddressAtFault, isLetIn } from './rules.ts';

export type ProbeWish = {
  minLevel?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told of each step when it is done; with another connector the steps begin anew. */
  onStep?: ((step: ProbeStep, kind: string) => void) | undefined;
};

/** `prepared` is the draft for the connector that answers; `null` when none of those asked was let in. */
export type Probed = { prepared: Prepared | null; steps: ProbeStep[] };

/** A whole probe; single calls have shorter limits of their own. */
const limitMs = 60_000;

/** Runs every step of a prepared draft and closes its client. */
export async function runProbe({ connector, connected }: Prepared, wish: ProbeWish): Promise<ProbeStep[]> {
  const late = AbortSignal.timeout(limitMs);
  const signal = wish.signal === undefined ? late : AbortSignal.any([wish.signal, late]);
  const steps: ProbeStep[] = [];
  const add = (step: ProbeStep) => {
    steps.push(step);
    wish.onStep?.(step, connector.id);
  };
  try {
    for await (const step of connected.can.probe?.({ minLevel: wish.minLevel ?? 7, signal }) ?? []) add(step);
  } catch (error) {
    // Cancelled by the caller or a bug: both are theirs to see.
    if (!late.aborted || wish.signal?.aborted) throw error;
    add(notFinished);
  } finally {
    await connected.close();
  }
  return steps;
}

const notFinished: ProbeStep = {
  id: 'login',
  title: 'Not finished',
  state: 'failed',
  durationMs: limitMs,
  evidence: `The check took longer than ${limitMs / 1000} s.`,
  remedy: 'Look at the load of the product, then check again.',
};

/**
 * Probes a draft of a kind, or finds out which Wazuh service answers when the kind is `auto`.
 * @throws {Failure} `connector.unknown`, `request.invalid`, `connection.blocked`.
 */
export async function probeKind(
  parts: IntegrationParts,
  kind: string,
  draft: Draft,
  clock: Clock,
  wish: ProbeWish,
): Promise<Probed> {
  if (kind === 'auto') return probeCandidates(parts, draft, clock, wish);
  const prepared = await prepare(parts, findConnector(parts, kind), draft, clock);
  return { prepared, steps: await runProbe(prepared, wish) };
}

async function probeCandidates(parts: IntegrationParts, draft: Draft, clock: Clock, wish: ProbeWish): Promise<Probed> {
  if (draft.url === undefined) {
    throw new Failure('request.invalid', 'url: Enter the address.', {
      fields: [{ pointer: '/url', message: 'Enter the address.' }],
    });
  }
  let best: ProbeStep[] = [];
  let refusal: unknown;
  for (const connector of candidates(parts.connectors, draft.url)) {
    const seen: ProbeStep[] = [];
    try {
      const prepared = await prepare(parts, connector, fitTo(connector, draft), clock);
      seen.push(...(await runProbe(prepared, wish)));
      if (isLetIn(seen)) return { prepared, steps: seen };
    } catch (error) {
      if (!isFailure(error, 'request.invalid')) throw error;
      refusal ??= error;
    }
    if (countPassed(seen) > countPassed(best) || best.length === 0) best = seen;
    if (isAddressAtFault(seen)) break;
  }
  if (best.length === 0 && refusal !== undefined) throw refusal;
  return { prepared: null, steps: best };
}

/** The Wazuh services, the one that usually listens on the port first. */
function candidates(connectors: readonly Connector[], url: string): Connector[] {
  const first = new URL(url).port === '55000' ? 'wazuh-manager' : 'wazuh-indexer';
  return connectors
    .filter((connector) => connector.id.startsWith('wazuh-') && connector.abilities.includes('probe'))
    .toSorted((a, b) => Number(b.id === first) - Number(a.id === first));
}

/** Only what the connector knows: the fields of one product mean nothing to the other. */
function fitTo(connector: Connector, draft: Draft): Draft {
  const pick = <T>(given: Readonly<Record<string, T>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
  return {
    ...draft,
    config: pick(draft.config, configNames(connector)),
    secrets: pick(draft.secrets, secretNames(connector)),
  };
}
