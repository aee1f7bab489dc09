import { reservedField } from '../document.ts';
import { checkPatterns } from '../indices.ts';
import type { EventField, FieldType } from '../port.ts';
import { clientTimeoutMs } from './search.ts';
import { lenient, pathOf, type SearchUpstream } from './upstream.ts';
import { FieldCapsAnswer } from './wire.ts';

const types: Readonly<Record<string, FieldType>> = {
  keyword: 'keyword',
  constant_keyword: 'keyword',
  wildcard: 'keyword',
  flat_object: 'keyword',
  text: 'text',
  match_only_text: 'text',
  long: 'number',
  integer: 'number',
  short: 'number',
  byte: 'number',
  double: 'number',
  float: 'number',
  half_float: 'number',
  scaled_float: 'number',
  unsigned_long: 'number',
  date: 'date',
  date_nanos: 'date',
  boolean: 'boolean',
  ip: 'ip',
};

/** The mapped fields; objects, our own part and second forms of one field are left out. */
export async function eventFields(upstream: SearchUpstream, indices: readonly string[]): Promise<EventField[]> {
  const { fields } = await upstream.request(
    {
      method: 'GET',
      path: pathOf(checkPatterns(indices), '/_field_caps'),
      query: { ...lenient, fields: '*' },
      timeoutMs: clientTimeoutMs,
    },
    FieldCapsAnswer,
  );
  const isSecondForm = (name: string): boolean =>
    name.endsWith('.keyword') && Object.hasOwn(fields, name.slice(0, -'.keyword'.length));
  return Object.entries(fields)
    .filter(
      ([name]) =>
        (!name.startsWith('_') || name === '_index') && !name.startsWith(`${reservedField}.`) && !isSecondForm(name),
    )
    .flatMap(([name, caps]) => {
      const [type] = Object.keys(caps).filter((type) => type !== 'object' && type !== 'nested' && type !== 'unmapped');
      return type === undefined
        ? []
        : [{ name, type: name === '_index' ? 'keyword' : (types[type] ?? 'other') } satisfies EventField];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
