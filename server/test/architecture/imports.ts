/** One import or re-export of a module; `isType` when nothing of it is left at run time. */
export type Import = { specifier: string; names: readonly string[]; isType: boolean };

// `import x from 'y'`, `import { a, type b } from 'y'`, `import * as n from 'y'` and the same with `export`.
const statement =
  /^[ \t]*(import|export)\s+(type\s+)?((?:[\w*$]+(?:\s+as\s+[\w$]+)?\s*,?\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+[\w$]+)?)?)\s*from\s*['"]([^'"]+)['"]/gm;
const bare = /^[ \t]*import\s+['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The modules that a source names, in comments left out, without a compiler. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const [, , type, what = '', specifier = ''] of code.matchAll(statement)) {
    const inner = /\{([^}]*)\}/.exec(what)?.[1];
    const names = (inner ?? what)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const isType =
      type !== undefined ||
      (inner !== undefined &&
        names.length > 0 &&
        names.every((name) => name.startsWith('type ')) &&
        !/^[\w$]/.test(what.trim()));
    found.push({
      specifier,
      names: names.map((name) => name.replace(/^type\s+/, '').split(/\s+as\s+/)[0] ?? name),
      isType,
    });
  }
  for (const [, specifier = ''] of code.matchAll(bare)) found.push({ specifier, names: [], isType: false });
  for (const [, specifier = ''] of code.matchAll(dynamic)) found.push({ specifier, names: [], isType: false });
  return found;
}
