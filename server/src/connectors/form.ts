import { z } from 'zod';
import type { Connector } from './connector.ts';

const fieldKinds = ['url', 'text', 'number', 'boolean', 'choice', 'secret', 'pem'] as const;
export type FormFieldKind = (typeof fieldKinds)[number];

export type FormField = {
  name: string;
  label: string;
  kind: FormFieldKind;
  description: string;
  /** Write-only: never sent back once saved. */
  isSecret: boolean;
  isRequired: boolean;
  default: string | number | boolean | null;
  /** Values of a choice; empty for every other kind. */
  options: readonly string[];
};

export type ConnectorForm = {
  id: string;
  name: string;
  scope: Connector['scope'];
  docs: string;
  testedVersions: readonly string[];
  abilities: readonly string[];
  fields: readonly FormField[];
};

/** The parts of a JSON Schema property that a form shows. */
const Property = z.object({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  kind: z.enum(fieldKinds).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.string()).optional(),
});

const Schema = z.object({
  properties: z.record(z.string(), Property).default({}),
  required: z.array(z.string()).default([]),
});

/** Everything that a screen needs to draw the form of a connector; secrets come last. */
export function describeConnector(connector: Connector): ConnectorForm {
  const { id, name, scope, docs, testedVersions, abilities } = connector;
  const fields = [...toFields(connector.config, false), ...toFields(connector.secrets, true)];
  return { id, name, scope, docs, testedVersions, abilities, fields };
}

function toFields(shape: z.ZodObject, isSecret: boolean): FormField[] {
  const schema = Schema.parse(z.toJSONSchema(shape, { io: 'input' }));
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    label: property.title ?? name,
    kind: isSecret ? 'secret' : (property.kind ?? kindOf(property)),
    description: property.description ?? '',
    isSecret,
    isRequired: schema.required.includes(name),
    default: property.default ?? null,
    options: property.enum ?? [],
  }));
}

function kindOf(property: z.output<typeof Property>): FormFieldKind {
  if (property.enum !== undefined) return 'choice';
  if (property.type === 'number' || property.type === 'integer') return 'number';
  return property.type === 'boolean' ? 'boolean' : 'text';
}
