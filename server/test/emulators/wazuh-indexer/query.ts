import type { Stored } from '../../opensearch/load.ts';

/** Looks a dotted field up in a document; `_id` and `_index` are fields as well. */
export function readField(document: Stored, field: string): unknown {
  if (field === '_id' || field === '_index') return document[field];
  let value: unknown = document._source;
  for (const part of field.split('.')) value = Object(value)[part];
  return value;
}

/** A time becomes milliseconds, as the node sorts and compares it. */
export function comparable(document: Stored, field: string): unknown {
  const value = readField(document, field);
  return (field === 'timestamp' || field === '@timestamp') && typeof value === 'string'
    ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
    : value;
}

type Clause = Record<string, Record<string, unknown>>;

const listOf = (value: unknown): Clause[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Clause];

/** Whether a document answers a query made of the clauses that the connector sends. @throws Error for any other clause. */
export function matches(document: Stored, query: Clause | undefined): boolean {
  const [[kind, parts] = ['match_all', {}]] = Object.entries(query ?? {});
  const [[field, wanted] = ['', undefined]] = Object.entries(parts ?? {});
  switch (kind) {
    case 'match_all':
      return true;
    case 'bool':
      return (
        listOf(parts?.['filter']).every((clause) => matches(document, clause)) &&
        !listOf(parts?.['must_not']).some((clause) => matches(document, clause))
      );
    case 'exists':
      return readField(document, String(parts?.['field'])) !== undefined;
    case 'term':
      return readField(document, field) === wanted;
    case 'terms':
      return Array.isArray(wanted) && wanted.includes(readField(document, field));
    case 'ids':
      return Array.isArray(parts?.['values']) && parts['values'].includes(document._id);
    case 'range':
      return inRange(comparable(document, field), Object(wanted));
    default:
      throw new Error(`The emulator does not know the clause ${kind}.`);
  }
}

function inRange(value: unknown, bounds: Record<string, unknown>): boolean {
  if (typeof value !== 'number') return false;
  const bound = (name: string): number | null => {
    const text = bounds[name];
    if (text === undefined) return null;
    if (text === 'now') return Date.now();
    return typeof text === 'string' && Number.isNaN(Number(text)) ? Date.parse(text) : Number(text);
  };
  const [gte, lte, lt] = [bound('gte'), bound('lte'), bound('lt')];
  return (gte === null || value >= gte) && (lte === null || value <= lte) && (lt === null || value < lt);
}

/** Fields and direction of a `sort`. */
export function readSort(sort: unknown): { field: string; isDown: boolean }[] {
  return listOf(sort).flatMap((entry) =>
    Object.entries(entry)
      .filter(([field]) => field !== '_doc')
      .map(([field, order]) => ({ field, isDown: String(Object(order).order ?? order) === 'desc' })),
  );
}
