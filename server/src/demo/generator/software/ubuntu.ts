import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { apache2024, log4j2021, nginx2024, postgres2024 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { product } from './product.ts';

const ubu22 = { os: ['ubu22'] } as const;
const ubu24 = { os: ['ubu24'] } as const;

/** Packages of Ubuntu 22.04 and 24.04. */
export const ubuntuProducts = [
  product('deb', {
    key: 'linux-ubu22',
    packageName: 'linux-image-generic',
    on: ubu22,
    releases: [['5.15.0.84.81'], ['5.15.0.94.91', kernel2023], ['5.15.0.112.112', kernel2024]],
    behind: [0.8],
    knownFrom: 2,
  }),
  product('deb', {
    key: 'openssl-ubu22',
    packageName: 'openssl',
    on: ubu22,
    releases: [['3.0.2-0ubuntu1.8'], ['3.0.2-0ubuntu1.12', base.openssl2023], ['3.0.2-0ubuntu1.19', base.openssl2024]],
    behind: [0.8],
    knownFrom: 1,
  }),
  product('deb', {
    key: 'curl-ubu22',
    packageName: 'curl',
    on: ubu22,
    releases: [['7.81.0-1ubuntu1.8'], ['7.81.0-1ubuntu1.15', base.curl2023], ['7.81.0-1ubuntu1.20', base.curl2024]],
    behind: [0.75],
    knownFrom: 3,
  }),
  product('deb', {
    key: 'glibc-ubu22',
    packageName: 'libc6',
    on: ubu22,
    releases: [['2.35-0ubuntu3.1'], ['2.35-0ubuntu3.4', base.glibc2023], ['2.35-0ubuntu3.8', base.glibc2024]],
    behind: [0.7, 0.2],
  }),
  product('deb', {
    key: 'sudo-ubu22',
    packageName: 'sudo',
    on: ubu22,
    releases: [['1.9.9-1ubuntu2.3'], ['1.9.9-1ubuntu2.4', base.sudo2023]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'openssh-ubu22',
    packageName: 'openssh-server',
    on: ubu22,
    releases: [['1:8.9p1-3ubuntu0.4'], ['1:8.9p1-3ubuntu0.10', base.openssh2024]],
    behind: [0.6],
  }),
  product('deb', {
    key: 'python-ubu22',
    packageName: 'python3.10',
    on: ubu22,
    releases: [['3.10.12-1~22.04.3'], ['3.10.12-1~22.04.6', tools.python2024]],
    behind: [0.8],
    knownFrom: 4,
  }),
  product('deb', {
    key: 'xml-ubu22',
    packageName: 'libxml2',
    on: ubu22,
    releases: [['2.9.13+dfsg-1ubuntu0.3'], ['2.9.13+dfsg-1ubuntu0.6', base.xml2024]],
    behind: [0.6],
  }),
  product('deb', {
    key: 'git-ubu22',
    packageName: 'git',
    on: ubu22,
    releases: [['1:2.34.1-1ubuntu1.10'], ['1:2.34.1-1ubuntu1.11', tools.git2024]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'ghostscript-ubu22',
    packageName: 'ghostscript',
    on: { os: ['ubu22'], names: ['app-5', 'scan-4'] },
    releases: [['9.55.0~dfsg1-0ubuntu5.5'], ['9.55.0~dfsg1-0ubuntu5.9', tools.ghostscript2024]],
    behind: [1],
  }),
  product('deb', {
    key: 'vim-ubu22',
    packageName: 'vim-common',
    on: ubu22,
    releases: [['2:8.2.3995-1ubuntu2.15']],
    unfixed: tools.vimNoFix,
    behind: [],
  }),
  product('deb', {
    key: 'apache-ubu22',
    packageName: 'apache2',
    on: { os: ['ubu22'], names: ['app-5'] },
    releases: [['2.4.52-1ubuntu4.9'], ['2.4.52-1ubuntu4.11', apache2024]],
    behind: [1],
    knownFrom: 3,
  }),
  product('deb', {
    key: 'postgres-ubu22',
    packageName: 'postgresql-14',
    on: { os: ['ubu22'], roles: ['historian'] },
    releases: [['14.9-0ubuntu0.22.04.1'], ['14.17-0ubuntu0.22.04.1', postgres2024]],
    behind: [1],
    knownFrom: 5,
  }),

  product('deb', {
    key: 'linux-ubu24',
    packageName: 'linux-image-generic',
    on: ubu24,
    releases: [['6.8.0-31.31'], ['6.8.0-35.35', kernel2024]],
    behind: [0.6],
    knownFrom: 2,
  }),
  product('deb', {
    key: 'sudo-ubu24',
    packageName: 'sudo',
    on: ubu24,
    releases: [['1.9.15p5-3ubuntu5'], ['1.9.15p5-3ubuntu5.24.04.1', base.sudo2025]],
    behind: [1],
    knownFrom: 6,
  }),
  product('deb', {
    key: 'curl-ubu24',
    packageName: 'curl',
    on: ubu24,
    releases: [['8.5.0-2ubuntu10.1'], ['8.5.0-2ubuntu10.6', base.curl2024.slice(5)]],
    behind: [0.6],
    knownFrom: 3,
  }),
  product('deb', {
    key: 'runc-ubu24',
    packageName: 'runc',
    on: { os: ['ubu24'], roles: ['build', 'app'] },
    releases: [['1.1.9-0ubuntu1'], ['1.1.12-0ubuntu3.1', tools.runc2024]],
    behind: [1],
  }),
  product('deb', {
    key: 'git-ubu24',
    packageName: 'git',
    on: ubu24,
    releases: [['1:2.43.0-1ubuntu7'], ['1:2.43.0-1ubuntu7.1', tools.git2024]],
    behind: [1],
  }),
  product('deb', {
    key: 'less-ubu24',
    packageName: 'less',
    on: ubu24,
    releases: [['590-2ubuntu2'], ['590-2ubuntu2.1', tools.less2024]],
    behind: [1],
  }),
  product('deb', {
    key: 'nginx-ubu24',
    packageName: 'nginx',
    on: { os: ['ubu24'], roles: ['app'] },
    releases: [['1.24.0-2ubuntu7'], ['1.24.0-2ubuntu7.3', nginx2024]],
    behind: [0.5],
  }),
  product('jar', {
    key: 'log4j',
    packageName: 'log4j-core',
    path: '/opt/tracking/lib/log4j-core-2.14.1.jar',
    on: { os: ['ubu24'], names: ['app-3'] },
    releases: [['2.14.1'], ['2.17.1', log4j2021]],
    behind: [1],
  }),
];
