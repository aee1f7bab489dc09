import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Environment } from '../config.ts';

// Containers and units are not run by these tests: at least what they name is there.
const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');
const known = Object.keys(Environment.shape);
const settingsIn = (text: string) => [...new Set(text.match(/\b(?:WF|DATABASE)_[A-Z_]*[A-Z]\b/g))];
const dockerfile = read('deploy/Dockerfile');

test.each(['compose.yaml', 'deploy/Dockerfile', 'deploy/watchfloor.service', 'docs/operations/README.md'])(
  'every setting that %s names is one that the program reads',
  (path) => {
    const named = settingsIn(read(path));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  },
);

test('every setting is explained to operators', () => {
  const explained = settingsIn(read('docs/operations/README.md'));
  expect(known.filter((name) => !explained.includes(name))).toEqual([]);
});

test('what the image copies is in the repository, and not kept from the build', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
  const sent = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  expect(copied.length).toBeGreaterThan(5);
  for (const path of copied) {
    expect(existsSync(root + path), path).toBe(true);
    expect(
      sent.some((one) => path === one || path.startsWith(`${one}/`)),
      path,
    ).toBe(true);
  }
});

test('what the console is built from is copied before it is built: its sources, and the settings they extend', () => {
  const before = dockerfile.slice(0, dockerfile.indexOf('npm run build'));
  const extended = ['web', 'contract'].map((folder) => {
    const { extends: base }: { extends: string } = JSON.parse(read(`${folder}/tsconfig.json`));
    return base.replace('../', '');
  });
  for (const name of [...extended, 'COPY web web', 'COPY contract contract']) expect(before).toContain(name);
});

test('an OpenSearch that compose starts can be used by the program it starts: one network, and an address to set', () => {
  const [, program = '', , search = ''] = read('compose.yaml').split(/^ {2}(?=\w+:$)/m);
  for (const service of [program, search]) expect(service).toMatch(/networks: \[.*"search"/);
  expect(program).toMatch(/WF_EVENTS_URL: \$\{WF_EVENTS_URL:-\}/);
});
