import type { ConnectorField, Connector as Shown } from '@watchfloor/contract';
import type { Connector } from '../../connectors/connector.ts';
import { describeConnector, type FormField } from '../../connectors/form.ts';
import type { Context } from '../access/index.ts';
import { replaceCatalogue } from './catalogue.store.ts';

/** How the certificate is judged is asked as one question, not as two fields of which one must stay empty. */
const askedAsTrust = ['caPem', 'pinSha256'];

const words: Record<string, string> = {
  readAlerts: 'alerts',
  listFindings: 'vulnerability states',
  listAgents: 'agents',
};

/** The products that can be connected, as the screen shows them. */
export const listConnectors = (connectors: readonly Connector[]): Shown[] => connectors.map(present);

function present(connector: Connector): Shown {
  const form = describeConnector(connector);
  return {
    id: form.id,
    name: form.name,
    description: describe(form.abilities),
    testedVersions: [...form.testedVersions],
    capabilities: [...form.abilities],
    fields: form.fields.filter((field) => !askedAsTrust.includes(field.name)).map(presentField),
  };
}

function describe(abilities: readonly string[]): string {
  const read = abilities.map((ability) => words[ability]).filter((word) => word !== undefined);
  return read.length === 0 ? '' : `Reads ${read.join(' and ')}.`;
}

const presentField = (field: FormField): ConnectorField => ({
  name: field.name,
  label: field.label,
  kind: field.kind === 'pem' ? 'text' : field.kind,
  description: field.description,
  isRequired: field.isRequired,
  default: field.default,
  ...(field.options.length === 0 ? {} : { choices: [...field.options] }),
});

/** Writes the catalogue from the connectors that this program has; safe to run at every start. */
export async function writeCatalogue(system: Context, connectors: readonly Connector[]): Promise<void> {
  const entries = connectors.map((connector) => {
    const { id, testedVersions: _versions, ...shown } = present(connector);
    return { ...shown, kind: id, scope: connector.scope, guide: connector.docs };
  });
  await system.write((tx) => replaceCatalogue(tx, entries, system.clock.now()));
}
