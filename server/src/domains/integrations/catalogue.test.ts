import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectors } from '../../connectors/list.ts';
import { listConnectors, writeCatalogue } from './catalogue.ts';
import { type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { makeFakes } from './testing/fakes.ts';

let app: IntegrationApp['app'];
beforeAll(async () => {
  app = (await startIntegrationApp()).app;
});
afterAll(() => app.close());

const stored = () =>
  app.system.read((tx) => tx.selectFrom('connector_catalogue').selectAll().orderBy('kind').execute());

test('the catalogue holds what the program has, however often it starts', async () => {
  const fakes = makeFakes().parts.connectors;
  await writeCatalogue(app.system, fakes);
  await writeCatalogue(app.system, fakes);
  expect(await stored()).toMatchObject([
    {
      kind: 'wazuh-indexer',
      name: 'Fake wazuh-indexer',
      scope: 'deployment',
      guide: 'docs/connectors/wazuh-indexer.md',
    },
    { kind: 'wazuh-manager', capabilities: ['probe', 'describe', 'listAgents'] },
  ]);
});

test('a connector that is gone leaves the catalogue', async () => {
  await writeCatalogue(app.system, makeFakes().parts.connectors.slice(1));
  expect((await stored()).map((row) => row.kind)).toEqual(['wazuh-manager']);
  await writeCatalogue(app.system, []);
  expect(await stored()).toEqual([]);
});

test('every shipped connector is shown with three fields to fill and says what it reads', () => {
  for (const connector of listConnectors(connectors)) {
    const required = connector.fields.filter((field) => field.isRequired).map((field) => field.name);
    expect(required).toEqual(['url', 'username', 'password']);
    expect(connector.description).toMatch(/^Reads .+\.$/);
  }
});
