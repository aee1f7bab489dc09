import type { ProbeStep, TlsTrust } from '@watchfloor/contract';
import { Failure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import { findCustomerByCode } from '../customers/index.ts';
import { probeNew, saveProbed } from './create.ts';
import type { IntegrationParts } from './parts.ts';
import { isUsable, type Preview, presentStep, previewOf } from './probe/rules.ts';
import { probeKind } from './probe/run.ts';
import { defaultName } from './rules.ts';

export type ConnectWish = {
  kind: string;
  url: string;
  user: string;
  password: string;
  tls: TlsTrust;
  name?: string | undefined;
  customerCode?: string | undefined;
  /** `24h`, `7d` or `all`. */
  since: string;
  minLevel: number;
  /** Probes and saves nothing. */
  isDryRun: boolean;
};

export type ConnectResult = {
  /** False when nothing of the product can be read; then nothing was saved. */
  isOk: boolean;
  /** `null` after a dry run or a failed probe. */
  connectionId: string | null;
  name: string;
  steps: ProbeStep[];
  preview: Preview;
};

/**
 * `wf connect`: the probe a step at a time, then the connection, unless it is a dry run or nothing can be read.
 * @throws {Failure} as `createConnection` does.
 */
export async function connectFromCli(
  context: Context,
  parts: IntegrationParts,
  wish: ConnectWish,
  onStep: (step: ProbeStep) => void = () => undefined,
): Promise<ConnectResult> {
  const input = {
    kind: wish.kind,
    url: wish.url,
    config: { username: wish.user },
    secrets: { password: wish.password },
    tls: wish.tls,
    name: wish.name,
    customerId: await findCustomer(context, wish.customerCode),
    since: wish.since,
    minLevel: wish.minLevel,
  };
  const hear = { onStep: (step: Parameters<typeof presentStep>[0]) => onStep(presentStep(step)) };
  // A dry run may look at an address that is connected already.
  const { prepared, steps } = await (wish.isDryRun
    ? probeKind(parts, input.kind, input, context.clock, { ...hear, minLevel: input.minLevel })
    : probeNew(context, parts, input, hear));
  const isOk = prepared !== null && isUsable(steps);
  const shown = { isOk, steps: steps.map(presentStep), preview: previewOf(steps) };
  if (prepared === null || !isOk || wish.isDryRun) {
    return { ...shown, connectionId: null, name: wish.name ?? defaultName(wish.url) };
  }
  const { id, name } = await saveProbed(context, parts, prepared, steps, input);
  return { ...shown, connectionId: id, name };
}

async function findCustomer(context: Context, code: string | undefined): Promise<number | null> {
  if (code === undefined) return null;
  const found = await context.read((tx) => findCustomerByCode(tx, context.actor.scope.customers, code));
  if (found === null) throw new Failure('customer.not_found', `There is no customer with the code ${code}.`);
  return found.id;
}
