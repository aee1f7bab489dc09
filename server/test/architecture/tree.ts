import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Import, importsOf } from './imports.ts';

/** Source files by their path from the root of the project, with `/` between the steps. */
export type Tree = ReadonlyMap<string, string>;

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Reads the sources of the workspaces and the scripts. */
export async function readTree(
  folders: readonly string[] = ['contract/src', 'server/src', 'server/test', 'server/bench', 'web/src', 'scripts'],
): Promise<Tree> {
  const tree = new Map<string, string>();
  for (const folder of folders) {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files) {
      if (!file.isFile() || !/\.(ts|tsx|mjs)$/.test(file.name) || file.name.endsWith('.d.ts')) continue;
      const path = join(file.parentPath, file.name);
      tree.set(relative(root, path).split('\\').join('/'), await readFile(path, 'utf8'));
    }
  }
  return tree;
}

/** A tree written down in a test. */
export const planted = (files: Record<string, string>): Tree => new Map(Object.entries(files));

/** True for tests and what only tests use. */
export const isTest = (path: string) =>
  /\.test\.(ts|tsx|mjs)$/.test(path) ||
  path.startsWith('server/test/') ||
  path.includes('/testing/') ||
  /\/(conformance[a-z-]*|agreement|[a-z-]+\.fixture)\.ts$/.test(path);

/** The sources that ship, with what they import; paths of our own files are from the root. */
export function links(tree: Tree, keep: (path: string) => boolean = (path) => !isTest(path)): Link[] {
  return [...tree]
    .filter(([path]) => keep(path))
    .flatMap(([path, text]) =>
      importsOf(text).map((found) => ({ ...found, from: path, to: resolve(path, found.specifier) })),
    );
}

export type Link = Import & { from: string; to: string };

/** Where an import leads: a path from the root for our own files, else the package or built-in as written. */
function resolve(from: string, specifier: string): string {
  if (specifier === '@watchfloor/contract') return 'contract/src/index.ts';
  if (!specifier.startsWith('.')) return specifier;
  const steps = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
