import type { TlsTrust } from '@watchfloor/contract';
import type { Connected, Connector } from '../../connectors/connector.ts';
import { resolveHost } from '../../connectors/upstream/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { isFailure } from '../../lib/failure.ts';
import type { IntegrationParts } from './parts.ts';
import { normalizeUrl, pointIntoBody, refuseUnknown } from './rules.ts';

/** A connection as a person enters it. */
export type Draft = {
  url?: string | undefined;
  config: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
  tls: TlsTrust;
};

/** A draft that its connector accepts: what is stored, and a client that has not called anybody yet. */
export type Prepared = {
  connector: Connector;
  url: string;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  tls: TlsTrust;
  connected: Connected;
};

/** Address and trust have columns of their own; in a connector's form they are fields like others. */
const ownColumns = ['url', 'caPem', 'pinSha256'];

/** The fields of a connector that are stored as its config. */
export const configNames = (connector: Connector): string[] =>
  Object.keys(connector.config.shape).filter((name) => !ownColumns.includes(name));

export const secretNames = (connector: Connector): string[] => Object.keys(connector.secrets.shape);

/**
 * Checks a draft against its connector.
 * @throws {Failure} `request.invalid` with a pointer into the body; `connection.blocked` for an address that is never reached.
 */
export async function prepare(
  parts: IntegrationParts,
  connector: Connector,
  draft: Draft,
  clock: Clock,
): Promise<Prepared> {
  refuseUnknown('config', draft.config, configNames(connector));
  refuseUnknown('secrets', draft.secrets, secretNames(connector));
  const input = { ...draft.config, url: draft.url, ...trustFields(draft.tls) };
  try {
    const connected = connector.connect({ config: input, secrets: draft.secrets }, { ...parts.surroundings, clock });
    await refuseBlocked(connected).catch(async (error: unknown) => {
      await connected.close();
      throw error;
    });
    const parsed = connector.config.parse(input);
    const config = Object.fromEntries(configNames(connector).map((name) => [name, parsed[name]]));
    return {
      connector,
      url: normalizeUrl(draft.url ?? ''),
      config: JSON.parse(JSON.stringify(config)),
      secrets: { ...draft.secrets },
      tls: draft.tls,
      connected,
    };
  } catch (error) {
    throw pointIntoBody(error);
  }
}

/** The connector's own names for how its certificate is judged. */
export function trustFields(tls: TlsTrust): Record<string, string> {
  if (tls.verify === 'ca') return { caPem: tls.ca };
  return tls.verify === 'pin' ? { pinSha256: tls.fingerprint } : {};
}

/** A name that cannot be found now may be right later and is left to the probe; a forbidden address never is. */
async function refuseBlocked({ upstream: { target } }: Connected): Promise<void> {
  try {
    await resolveHost(target.host, target.reach, target.lookup);
  } catch (error) {
    if (!isFailure(error) || error.code === 'connection.blocked') throw error;
  }
}
