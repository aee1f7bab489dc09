import type { ConnectorField, TlsTrust } from '@watchfloor/contract';
import type { Input } from '../../lib/api.ts';
import { connectorsText } from '../../lib/text/connectors.ts';

export type Value = string | boolean;
export type Values = Readonly<Record<string, Value>>;
export type Since = keyof typeof connectorsText.since;

export const sinceChoices = ['24h', '7d', '30d', 'all'] as const satisfies readonly Since[];

const words = connectorsText.new;

/** The three fields with which the Wazuh service behind an address is found out. */
export const wazuhFields: readonly ConnectorField[] = [
  { name: 'url', label: words.address, kind: 'url', description: words.addressHint, isRequired: true, default: null },
  { name: 'username', label: words.user, kind: 'text', description: '', isRequired: true, default: null },
  {
    name: 'password',
    label: words.password,
    kind: 'secret',
    description: words.secretHint,
    isRequired: true,
    default: null,
  },
];

/** What a form starts with. */
export const startValues = (fields: readonly ConnectorField[]): Values =>
  Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.kind === 'boolean' ? field.default === true : String(field.default ?? ''),
    ]),
  );

/** Whether everything that must be filled is. */
export const isComplete = (fields: readonly ConnectorField[], values: Values): boolean =>
  fields.every((field) => !field.isRequired || (values[field.name] ?? '') !== '');

/** An address as the API takes it: people leave out the `https`. */
export function fullAddress(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}

type DraftBody = Pick<Input<'probeDraft'>['body'], 'kind' | 'url' | 'config' | 'secrets' | 'tls'>;

/** The form as the API takes it: address, settings and secrets apart; what is empty is left out. */
export function draftOf(kind: string, fields: readonly ConnectorField[], values: Values, tls: TlsTrust): DraftBody {
  const given = fields.filter((field) => field.name !== 'url' && values[field.name] !== '');
  const url = fullAddress(String(values.url ?? ''));
  return {
    kind,
    ...(url ? { url } : {}),
    config: Object.fromEntries(
      given
        .filter((field) => field.kind !== 'secret')
        .map((field) => [field.name, typed(field, values[field.name] ?? '')]),
    ),
    secrets: Object.fromEntries(
      given.filter((field) => field.kind === 'secret').map((field) => [field.name, String(values[field.name] ?? '')]),
    ),
    tls,
  };
}

/** A value as its field means it; what is no number goes as it is, for the server to name the field. */
export function typed(field: ConnectorField, value: Value): unknown {
  if (field.kind !== 'number') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
