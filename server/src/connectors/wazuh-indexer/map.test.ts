import { expect, test } from 'vitest';
import { toFinding, toSystem } from './map.ts';
import { StateDocument } from './wire.ts';

const full = {
  agent: { id: '017', name: 'press-gw', version: 'v4.14.7' },
  host: {
    os: {
      full: 'Debian GNU/Linux 12',
      kernel: '6.1.0-99-amd64',
      name: 'Debian GNU/Linux',
      platform: 'debian',
      version: '12',
    },
  },
  package: { architecture: 'amd64', name: 'boxpress', path: '-', type: 'deb', version: '2.4.1-3+deb12u1' },
  vulnerability: {
    category: 'Packages',
    description: 'Fictional overflow when a crafted box is opened.',
    detected_at: '2031-03-04T05:06:07.089Z',
    id: 'CVE-2031-10442',
    published_at: '2031-02-28T11:00:00Z',
    reference: 'https://example.org/advisory/1, https://example.org/a,b',
    scanner: { condition: 'Package less than 2.4.1-3+deb12u2', source: 'Debian Security Tracker' },
    score: { base: 8.1, version: '3.1' },
    severity: 'High',
  },
  wazuh: { cluster: { name: 'plant-north' } },
};
const parse = (more: object = {}) =>
  StateDocument.parse({ ...full, vulnerability: { ...full.vulnerability, ...more } });

test('a state document becomes a finding with every part in its place', () => {
  expect(toFinding(parse())).toEqual({
    cveId: 'CVE-2031-10442',
    category: 'package',
    format: 'deb',
    packageName: 'boxpress',
    architecture: 'amd64',
    path: null,
    version: '2.4.1-3+deb12u1',
    condition: 'Package less than 2.4.1-3+deb12u2',
    fixedVersion: '2.4.1-3+deb12u2',
    severity: 'high',
    score: 8.1,
    scoreVersion: '3.1',
    description: 'Fictional overflow when a crafted box is opened.',
    publishedAt: new Date('2031-02-28T11:00:00Z'),
    detectedAt: new Date('2031-03-04T05:06:07.089Z'),
    references: ['https://example.org/advisory/1', 'https://example.org/a,b'],
    source: 'Debian Security Tracker',
  });
  expect(toSystem(parse())).toEqual({
    name: 'Debian GNU/Linux 12',
    version: '12',
    platform: 'debian',
    kernel: '6.1.0-99-amd64',
  });
});

test('what the scanner does not know stays unknown', () => {
  const unknown = {
    severity: '-',
    score: { base: -1, version: '-' },
    description: '-',
    reference: '-',
    published_at: '-',
  };
  expect(toFinding(parse(unknown))).toMatchObject({
    severity: null,
    score: null,
    scoreVersion: null,
    description: null,
    references: [],
    publishedAt: null,
  });
  expect(toFinding(parse({ score: { base: 11 }, severity: 'Terrible' }))).toMatchObject({
    severity: null,
    score: null,
  });
  expect(toFinding(parse({ severity: 'constructor' }))?.severity).toBeNull();
  expect(toFinding(parse({ severity: '__proto__' }))?.severity).toBeNull();
  expect(toFinding(parse({ score: { base: 0 }, severity: 'None' }))).toMatchObject({ severity: 'none', score: 0 });
});

test.each([
  ['Package less than 1.2.3', '1.2.3'],
  ['Package less than 2:1.0~rc1-1', '2:1.0~rc1-1'],
  ['Package less than or equal to 1.2.3', null],
  ['Package equal to 1.2.3', null],
  ['Package default status', null],
  ['Unknown', null],
  ['-', null],
])('%s names the fixed version %s', (condition, fixedVersion) => {
  expect(toFinding(parse({ scanner: { condition } }))?.fixedVersion).toBe(fixedVersion);
});

test('a document without a CVE or a package is no finding', () => {
  expect(toFinding(parse({ id: '-' }))).toBeNull();
  expect(toFinding(StateDocument.parse({ ...full, package: { name: '' } }))).toBeNull();
  expect(toFinding(StateDocument.parse({}))).toBeNull();
});

test('an operating system finding carries the system in place of a package', () => {
  const document = StateDocument.parse({
    ...full,
    package: { name: 'Microsoft Windows 11', version: '10.0.22631.4' },
    vulnerability: { ...full.vulnerability, category: 'OS' },
  });
  expect(toFinding(document)).toMatchObject({ category: 'os', packageName: 'Microsoft Windows 11', format: null });
});
