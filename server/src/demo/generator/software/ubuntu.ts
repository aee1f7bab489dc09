import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { apache2024, log4j2021, nginx2024, postgres2024 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { packagesOn, product } from './product.ts';

/** Packages of Ubuntu 22.04 and 24.04, and a library that one of its hosts carries along. */
export const ubuntuProducts = [
  ...packagesOn('deb', 'ubu22', [
    [
      'linux',
      'linux-image-generic',
      '5.15.0.84.81 5.15.0.94.91 5.15.0.112.112',
      [kernel2023, kernel2024],
      [0.8],
      { knownFrom: 2 },
    ],
    [
      'openssl',
      'openssl',
      '3.0.2-0ubuntu1.8 3.0.2-0ubuntu1.12 3.0.2-0ubuntu1.19',
      [base.openssl2023, base.openssl2024],
      [0.8],
      { knownFrom: 1 },
    ],
    [
      'curl',
      'curl',
      '7.81.0-1ubuntu1.8 7.81.0-1ubuntu1.15 7.81.0-1ubuntu1.20',
      [base.curl2023, base.curl2024],
      [0.75],
      { knownFrom: 3 },
    ],
    ['glibc', 'libc6', '2.35-0ubuntu3.1 2.35-0ubuntu3.4 2.35-0ubuntu3.8', [base.glibc2023, base.glibc2024], [0.7, 0.2]],
    ['sudo', 'sudo', '1.9.9-1ubuntu2.3 1.9.9-1ubuntu2.4', [base.sudo2023], [0.5]],
    ['openssh', 'openssh-server', '1:8.9p1-3ubuntu0.4 1:8.9p1-3ubuntu0.10', [base.openssh2024], [0.6]],
    ['python', 'python3.10', '3.10.12-1~22.04.3 3.10.12-1~22.04.6', [tools.python2024], [0.8], { knownFrom: 4 }],
    ['xml', 'libxml2', '2.9.13+dfsg-1ubuntu0.3 2.9.13+dfsg-1ubuntu0.6', [base.xml2024], [0.6]],
    ['git', 'git', '1:2.34.1-1ubuntu1.10 1:2.34.1-1ubuntu1.11', [tools.git2024], [0.5]],
    [
      'ghostscript',
      'ghostscript',
      '9.55.0~dfsg1-0ubuntu5.5 9.55.0~dfsg1-0ubuntu5.9',
      [tools.ghostscript2024],
      [1],
      { names: ['app-5', 'scan-4'] },
    ],
    ['vim', 'vim-common', '2:8.2.3995-1ubuntu2.15', [], [], { unfixed: tools.vimNoFix }],
    [
      'apache',
      'apache2',
      '2.4.52-1ubuntu4.9 2.4.52-1ubuntu4.11',
      [apache2024],
      [1],
      { knownFrom: 3, names: ['app-5'] },
    ],
    [
      'postgres',
      'postgresql-14',
      '14.9-0ubuntu0.22.04.1 14.17-0ubuntu0.22.04.1',
      [postgres2024],
      [1],
      { knownFrom: 5, roles: ['historian'] },
    ],
  ]),
  ...packagesOn('deb', 'ubu24', [
    ['linux', 'linux-image-generic', '6.8.0-31.31 6.8.0-35.35', [kernel2024], [0.6], { knownFrom: 2 }],
    ['sudo', 'sudo', '1.9.15p5-3ubuntu5 1.9.15p5-3ubuntu5.24.04.1', [base.sudo2025], [1], { knownFrom: 6 }],
    ['curl', 'curl', '8.5.0-2ubuntu10.1 8.5.0-2ubuntu10.6', [base.curl2024.slice(5)], [0.6], { knownFrom: 3 }],
    ['runc', 'runc', '1.1.9-0ubuntu1 1.1.12-0ubuntu3.1', [tools.runc2024], [1], { roles: ['build', 'app'] }],
    ['git', 'git', '1:2.43.0-1ubuntu7 1:2.43.0-1ubuntu7.1', [tools.git2024], [1]],
    ['less', 'less', '590-2ubuntu2 590-2ubuntu2.1', [tools.less2024], [1]],
    ['nginx', 'nginx', '1.24.0-2ubuntu7 1.24.0-2ubuntu7.3', [nginx2024], [0.5], { roles: ['app'] }],
  ]),
  product('jar', {
    key: 'log4j',
    packageName: 'log4j-core',
    path: '/opt/tracking/lib/log4j-core-2.14.1.jar',
    on: { os: ['ubu24'], names: ['app-3'] },
    releases: [['2.14.1'], ['2.17.1', log4j2021]],
    behind: [1],
  }),
];
