import { afterEach, expect, test } from 'vitest';
import { type Certificate, makeCertificate } from '../../../test/emulators/certificate.ts';
import { type Listening, listen } from '../../../test/emulators/listen.ts';
import type { Target } from '../upstream/socket.ts';
import { showFingerprint } from '../upstream/trust.ts';
import { probeNetwork } from './network.ts';
import type { ProbeStep } from './step.ts';

const servers: Listening[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(certificate?: Certificate): Promise<Listening> {
  const server = await listen((_request, response) => response.end(), certificate);
  servers.push(server);
  return server;
}

const target = (port: number, more: Partial<Target> = {}): Target => ({
  ...{ host: '127.0.0.1', port, isSecure: true, trust: { kind: 'system' }, servername: undefined },
  ...{ reach: 'private', connectTimeoutMs: 1_000, lookup: undefined },
  ...more,
});

async function probe(of: Target): Promise<{ steps: ProbeStep[]; isOpen: boolean }> {
  const steps: ProbeStep[] = [];
  const walk = probeNetwork(of);
  for (;;) {
    const next = await walk.next();
    if (next.done === true) return { steps, isOpen: next.value };
    steps.push(next.value);
  }
}

const states = (steps: readonly ProbeStep[]): string => steps.map((step) => `${step.id}:${step.state}`).join(' ');

test('a self-signed certificate is shown and may be pinned', async () => {
  const certificate = makeCertificate({ name: 'wazuh.internal', covers: ['127.0.0.1'] });
  const { port } = await serve(certificate);
  const { steps, isOpen } = await probe(target(port));
  expect(states(steps)).toBe('dns:passed tcp:passed tls:failed');
  expect(isOpen).toBe(false);
  expect(steps[2]).toMatchObject({
    remedy: 'Compare its fingerprint and pin it, or give the CA.',
    data: {
      certificate: {
        fingerprint: showFingerprint(certificate.sha256),
        subject: 'wazuh.internal',
        issuer: 'wazuh.internal',
        canPin: true,
      },
    },
  });
  expect(steps[2]?.evidence).toContain('signed by itself');
  const pinned = await probe(target(port, { trust: { kind: 'pin', sha256: certificate.sha256 } }));
  expect(states(pinned.steps)).toBe('dns:passed tcp:passed tls:passed');
  expect(pinned.isOpen).toBe(true);
});

test('a renewed certificate under a pin is shown with its new fingerprint', async () => {
  const { port } = await serve(makeCertificate({ name: 'renewed', covers: ['127.0.0.1'] }));
  const { steps, isOpen } = await probe(target(port, { trust: { kind: 'pin', sha256: 'ab'.repeat(32) } }));
  expect(steps[2]?.evidence).toMatch(/^This is another certificate than the pinned one\. signed by itself · ends/);
  expect(isOpen).toBe(false);
});

test('a port without TLS has no certificate to show', async () => {
  const { port } = await serve();
  const { steps } = await probe(target(port));
  expect(steps[2]).toMatchObject({ id: 'tls', state: 'failed' });
  expect(steps[2]?.data).toBeUndefined();
});

test('plain http goes on and says what that means', async () => {
  const { port } = await serve();
  const { steps, isOpen } = await probe(target(port, { isSecure: false }));
  expect(steps[2]).toMatchObject({ title: 'No TLS', state: 'skipped' });
  expect(isOpen).toBe(true);
});

test('an unknown name and a closed port end the probe with the later steps skipped', async () => {
  const lookup = async (): Promise<string[]> => [];
  const unknown = await probe(target(9, { host: 'wazhu.example', lookup }));
  expect(states(unknown.steps)).toBe('dns:failed tcp:skipped tls:skipped');
  expect(unknown.steps[0]).toMatchObject({
    title: 'Name not found',
    remedy: 'Check the spelling, or the DNS of this server.',
  });

  const { port, stop } = await serve();
  await stop();
  servers.length = 0;
  const closed = await probe(target(port));
  expect(states(closed.steps)).toBe('dns:passed tcp:failed tls:skipped');
  expect(closed.steps[1]).toMatchObject({ title: 'Port does not answer' });
});

test('the metadata address is refused before anything is sent', async () => {
  const { steps, isOpen } = await probe(target(80, { host: '169.254.169.254', isSecure: false }));
  expect(states(steps)).toBe('dns:failed tcp:skipped tls:skipped');
  expect(isOpen).toBe(false);
});
