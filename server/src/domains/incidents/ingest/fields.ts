import { isObject } from '../../../lib/json.ts';
import { cleanText } from '../../../lib/text.ts';

export type Body = Readonly<Record<string, unknown>>;

/** The value at a dotted path: nested, or flattened with dots, or with underscores as some pipelines write it. */
export function valueAt(body: Body, path: string): unknown {
  let value: unknown = body;
  for (const key of path.split('.')) {
    // Own keys only: `constructor` and `__proto__` are what every object has.
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined) break;
  }
  if (value !== undefined) return value;
  if (Object.hasOwn(body, path)) return body[path];
  const flat = path.replaceAll('.', '_');
  return Object.hasOwn(body, flat) ? body[flat] : undefined;
}

/** The first of the paths that holds a text or a number, clean and trimmed; `null` when none does. */
export function textAt(body: Body, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const value = valueAt(body, path);
    const text =
      typeof value === 'string'
        ? cleanText(value).trim()
        : typeof value === 'number' && Number.isFinite(value)
          ? String(value)
          : '';
    if (text !== '') return text;
  }
  return null;
}

/** The texts at a path that holds one or a list of them; at most 20, each at most 100 long, without repeats. */
export function textsAt(body: Body, path: string): string[] {
  const value = valueAt(body, path);
  const list = Array.isArray(value) ? value.slice(0, 100) : [value];
  const texts = list.filter((item) => typeof item === 'string').map((item) => cleanText(item.slice(0, 100)).trim());
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, 20);
}
