import { z } from 'zod';
import type { Clock, Pause } from '../lib/clock.ts';
import { Failure, type FailureField } from '../lib/failure.ts';
import type { Capabilities } from './capabilities.ts';
import type { Lookup, Reach } from './upstream/address.ts';
import { chooseTrust, normalizeFingerprint } from './upstream/trust.ts';
import { openUpstream, type Upstream } from './upstream.ts';

export type { Capabilities } from './capabilities.ts';
export type { ProbeStep } from './probe/step.ts';

/** The fields that say where a product is and how its certificate is judged; every connector's form begins with them. */
export const addressFields = {
  url: z
    .url({ protocol: /^https?$/, error: 'Enter an address such as https://wazuh.internal:9200.' })
    .refine(
      (text) => !/^https?:\/\/[^/]*@/.test(text),
      'Enter user and password in their own fields, not in the address.',
    )
    .meta({ title: 'Address', kind: 'url', description: 'Scheme, host, port and, behind a proxy, the path.' }),
  servername: z.string().trim().min(1).optional().meta({
    title: 'Server name',
    kind: 'text',
    description: 'Name in the certificate, when it is another than the host.',
  }),
  caPem: z
    .string()
    .includes('-----BEGIN CERTIFICATE-----', 'Paste the certificate of the authority in PEM form.')
    .optional()
    .meta({ title: 'Certificate authority', kind: 'pem', description: 'PEM of the only authority to believe.' }),
  pinSha256: z
    .string()
    .refine((text) => normalizeFingerprint(text) !== null, 'Enter the 64 hex digits of the SHA-256 fingerprint.')
    .optional()
    .meta({ title: 'Pinned certificate', kind: 'text', description: 'SHA-256 fingerprint of the very certificate.' }),
  timeoutMs: z
    .int()
    .min(100)
    .max(300_000)
    .default(30_000)
    .meta({ title: 'Limit for one request', kind: 'number', description: 'Milliseconds, retries included.' }),
};

const Address = z.object(addressFields);

/** The name of a login. @param description  what that login has to be. */
export const usernameField = (description: string) =>
  z.string().min(1, 'Enter the user.').meta({ title: 'User', kind: 'text', description });

export const passwordField = z
  .string()
  .min(1, 'Enter the password.')
  .meta({ title: 'Password', description: 'Sealed when saved, never shown again.' });

/** What a connection runs with; tests hand in their own clock, pauses and names. */
export type Surroundings = {
  clock: Clock;
  lookup?: Lookup;
  random?: () => number;
  pause?: Pause;
};

export type Connected = { can: Capabilities; upstream: Upstream; close(): Promise<void> };

type Manifest = {
  id: string;
  name: string;
  /** Whether one connection serves the whole deployment or belongs to a customer. */
  scope: 'deployment' | 'customer';
  /** Page below the project's root. */
  docs: string;
  testedVersions: readonly string[];
  /** `private` for products that stand inside: their host and port, entered by an administrator, are the allow-list. */
  reach: Reach;
};

/** A product that can be connected, as the rest of the program sees it. */
export type Connector = Manifest & {
  config: z.ZodObject;
  secrets: z.ZodObject;
  /** Names of the abilities that a connection of this product has. */
  abilities: readonly (keyof Capabilities)[];
  /** @throws {Failure} `request.invalid` with a pointer below `/config` or `/secrets` for each wrong field. */
  connect(input: { config: unknown; secrets: unknown }, surroundings: Surroundings): Connected;
};

type Definition<C extends z.ZodObject, S extends z.ZodObject> = Manifest & {
  config: C;
  secrets: S;
  abilities: readonly (keyof Capabilities)[];
  open(upstream: Upstream, config: z.output<C>, secrets: z.output<S>, surroundings: Surroundings): Capabilities;
};

/** Makes a connector of its manifest, its form and the function that opens it. */
export function defineConnector<C extends z.ZodObject, S extends z.ZodObject>(definition: Definition<C, S>): Connector {
  const { open, ...manifest } = definition;
  return {
    ...manifest,
    connect(input, surroundings) {
      const config = definition.config.safeParse(input.config);
      const secrets = definition.secrets.safeParse(input.secrets);
      const fields = [...toFields('/config', config.error), ...toFields('/secrets', secrets.error)];
      if (!config.success || !secrets.success) {
        throw new Failure('request.invalid', `${definition.name}: ${fields[0]?.message ?? 'a field is wrong'}`, {
          fields,
        });
      }
      const address = Address.parse(config.data);
      const upstream = openUpstream({
        ...surroundings,
        url: address.url,
        servername: address.servername,
        timeoutMs: address.timeoutMs,
        trust: chooseTrust(address),
        reach: definition.reach,
        secrets: Object.values(secrets.data).map(String),
      });
      return { can: open(upstream, config.data, secrets.data, surroundings), upstream, close: () => upstream.close() };
    },
  };
}

function toFields(root: string, error: z.ZodError | undefined): FailureField[] {
  return (error?.issues ?? []).map((issue) => ({
    pointer: [root, ...issue.path.map(String)].join('/'),
    message: issue.message,
  }));
}
