import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Capabilities, ProbeOptions } from '../../../connectors/capabilities.ts';
import { addressFields, type Connector, defineConnector } from '../../../connectors/connector.ts';
import type { ProbeStep, StepData } from '../../../connectors/probe/step.ts';
import { parseKeyRing } from '../../../lib/key-ring.ts';
import type { IntegrationParts } from '../parts.ts';

type StepWish = { id: ProbeStep['id']; state?: ProbeStep['state']; data?: StepData; title?: string };

/** One step of a probe as a connector would tell it. */
export const step = ({ id, state = 'passed', data, title }: StepWish): ProbeStep => ({
  ...{ id, state, title: title ?? `Title of ${id}`, durationMs: 1, evidence: `evidence of ${id}` },
  ...(state === 'failed' ? { remedy: `Remedy of ${id}.` } : {}),
  ...(data === undefined ? {} : { data }),
});

export const version = (instance: string | null, number = '4.14.1') =>
  step({ id: 'version', data: { version: { product: 'Wazuh', number, instance } } });

export const sample = (body: Record<string, unknown>) =>
  step({ id: 'sample', data: { sample: [{ index: 'wazuh-alerts-4.x-2026.08.20', id: 'a1', body }] } });

const network = [step({ id: 'dns' }), step({ id: 'tcp' }), step({ id: 'tls' })];
const loginFailed = step({ id: 'login', state: 'failed', title: 'Login refused' });

export const probes = {
  indexer: (instance: string | null = 'wazuh') => [
    ...network,
    ...[step({ id: 'login' }), version(instance), step({ id: 'alerts' }), step({ id: 'states' })],
  ],
  manager: (instance: string | null = 'wazuh') => [
    ...network,
    ...[step({ id: 'login' }), version(instance), step({ id: 'agents' })],
  ],
  wrongLogin: () => [...network, loginFailed, step({ id: 'version', state: 'skipped' })],
  untrusted: (fingerprint: string) => [
    ...network.slice(0, 2),
    step({
      id: 'tls',
      state: 'failed',
      data: { certificate: { fingerprint, subject: 'a', issuer: 'a', validTo: '2027-01-01T00:00:00Z', canPin: true } },
    }),
    step({ id: 'login', state: 'skipped' }),
  ],
};

type Steps = ProbeStep[] | Promise<ProbeStep[]> | AsyncIterable<ProbeStep>;

/** Connectors whose probes tell what a test wrote, and which remember what they were opened with. */
export type Fakes = {
  parts: IntegrationParts;
  script: Record<'wazuh-indexer' | 'wazuh-manager', () => Steps>;
  opened: { kind: string; config: Record<string, unknown>; secrets: Record<string, unknown> }[];
  /** Kinds in the order in which they were probed. */
  probed: string[];
  /** What the last probe was asked with. */
  asked: ProbeOptions | null;
};

export const freshKeys = () => parseKeyRing(randomBytes(32).toString('base64url'), 'test.key');

export function makeFakes(): Fakes {
  const opened: Fakes['opened'] = [];
  const probed: string[] = [];
  const script: Fakes['script'] = { 'wazuh-indexer': probes.indexer, 'wazuh-manager': probes.manager };
  const make = (id: keyof typeof script, more: z.ZodRawShape, abilities: readonly (keyof Capabilities)[]): Connector =>
    defineConnector({
      ...{ id, name: `Fake ${id}`, scope: 'deployment', docs: `docs/connectors/${id}.md`, testedVersions: ['4.14'] },
      reach: 'private',
      config: z.object({ ...addressFields, username: z.string().min(1, 'Enter the user.'), ...more }),
      secrets: z.object({ password: z.string().min(1, 'Enter the password.') }),
      abilities,
      open: (_upstream, config, secrets) => {
        opened.push({ kind: id, config, secrets });
        return {
          async *probe(options) {
            probed.push(id);
            fakes.asked = options ?? null;
            yield* await script[id]();
          },
        };
      },
    });
  const patterns = {
    alertsPattern: z.string().default('wazuh-alerts-*'),
    statesPattern: z.string().default('wazuh-states-vulnerabilities-*'),
  };
  const connectors = [
    make('wazuh-indexer', patterns, ['probe', 'describe', 'readAlerts', 'listFindings']),
    make('wazuh-manager', {}, ['probe', 'describe', 'listAgents']),
  ];
  const lookup = async () => ['10.0.4.8'];
  const fakes: Fakes = {
    parts: { connectors, keys: freshKeys(), surroundings: { lookup } },
    ...{ script, opened, probed, asked: null },
  };
  return fakes;
}
