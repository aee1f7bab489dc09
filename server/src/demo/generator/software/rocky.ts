import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { postgres2024 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { packagesOn } from './product.ts';

/** Packages of Rocky Linux 9. */
export const rockyProducts = packagesOn('rpm', 'rocky9', [
  [
    'kernel',
    'kernel',
    '5.14.0-362.8.1.el9_3 5.14.0-362.24.1.el9_3 5.14.0-427.16.1.el9_4',
    [kernel2023, kernel2024],
    [0.85],
    { knownFrom: 2 },
  ],
  [
    'openssl',
    'openssl-libs',
    '3.0.7-16.el9_2 3.0.7-25.el9_3 3.0.7-28.el9_4',
    [base.openssl2023, base.openssl2024],
    [0.85],
    { knownFrom: 1 },
  ],
  [
    'curl',
    'curl',
    '7.76.1-23.el9_2.1 7.76.1-26.el9_3.2 7.76.1-31.el9',
    [base.curl2023, base.curl2024],
    [0.85],
    { knownFrom: 3 },
  ],
  ['glibc', 'glibc', '2.34-60.el9 2.34-83.el9_3.7 2.34-100.el9_4.2', [base.glibc2023, base.glibc2024], [0.85, 0.2]],
  ['openssh', 'openssh-server', '8.7p1-34.el9 8.7p1-38.el9_4.1', [base.openssh2024], [0.5]],
  ['python', 'python3', '3.9.18-1.el9_3 3.9.19-8.el9', [tools.python2024], [0.5], { knownFrom: 4 }],
  ['expat', 'expat', '2.5.0-1.el9 2.5.0-2.el9_4.1', [base.expat2024], [0.85]],
  ['gnutls', 'gnutls', '3.7.6-23.el9 3.8.3-4.el9_4', [base.gnutls2024], [0.5]],
  ['postgres', 'postgresql-server', '15.3-1.el9 15.10-1.el9', [postgres2024], [1], { knownFrom: 5, roles: ['db'] }],
]);
