import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { at, root } from './lib/paths.mjs';

const { scripts, engines } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const names = globSync('{*,lib/*}.mjs', { cwd: at('scripts') }).filter((name) => !name.includes('.test.'));
const read = (name) => readFileSync(at('scripts', name), 'utf8');

test.each(names)(
  '%s runs before anything is installed: it imports what comes with Node and our own scripts alone',
  (name) => {
    const imported = [...read(name).matchAll(/^import\b.*?from '([^']+)';$/gm)].map(([, from]) => from);
    expect(imported.filter((from) => !/^(node:|\.{1,2}\/)/.test(from))).toEqual([]);
  },
);

test.each(names.filter((name) => !name.startsWith('lib/')))(
  '%s brings what is missing before it does anything',
  (name) => {
    const statements = read(name)
      .split('\n')
      .filter((line) => line !== '' && !/^(import|\/\/)/.test(line));
    expect(statements[0]).toBe('await ensureInstalled();');
  },
);

test('every command of npm names a script that is there', () => {
  for (const [name, command] of Object.entries(scripts)) {
    const file = /scripts\/[\w-]+\.mjs/.exec(command)?.[0];
    if (file === undefined) expect(command, name).toMatch(/^npm run \w+ -w \w+$/);
    else expect(existsSync(at(file)), `${name}: ${file}`).toBe(true);
  }
});

test('every command that the documentation names exists', () => {
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });
  const named = pages.flatMap((page) =>
    [...readFileSync(at(page), 'utf8').matchAll(/npm run ([a-z]+)/g)].map(([, name]) => ({ page, name })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('the launcher starts under the oldest Node that the project promises', () => {
  expect(engines.node).toBe('>=20');
  // Newer than Node 20: they may stand in what runs on Node 24, not in what brings it.
  const newer =
    /\b(globSync|Promise\.withResolvers|Promise\.try|Iterator\.from|import\.meta\.dirname|styleText|require\(esm\))\b/;
  expect(names.filter((name) => newer.test(read(name)))).toEqual([]);
});
