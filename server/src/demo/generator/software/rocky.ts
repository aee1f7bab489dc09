import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { postgres2024 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { product } from './product.ts';

const rocky9 = { os: ['rocky9'] } as const;

/** Packages of Rocky Linux 9. */
export const rockyProducts = [
  product('rpm', {
    key: 'kernel-rocky9',
    packageName: 'kernel',
    on: rocky9,
    releases: [['5.14.0-362.8.1.el9_3'], ['5.14.0-362.24.1.el9_3', kernel2023], ['5.14.0-427.16.1.el9_4', kernel2024]],
    behind: [0.85],
    knownFrom: 2,
  }),
  product('rpm', {
    key: 'openssl-rocky9',
    packageName: 'openssl-libs',
    on: rocky9,
    releases: [['3.0.7-16.el9_2'], ['3.0.7-25.el9_3', base.openssl2023], ['3.0.7-28.el9_4', base.openssl2024]],
    behind: [0.85],
    knownFrom: 1,
  }),
  product('rpm', {
    key: 'curl-rocky9',
    packageName: 'curl',
    on: rocky9,
    releases: [['7.76.1-23.el9_2.1'], ['7.76.1-26.el9_3.2', base.curl2023], ['7.76.1-31.el9', base.curl2024]],
    behind: [0.85],
    knownFrom: 3,
  }),
  product('rpm', {
    key: 'glibc-rocky9',
    packageName: 'glibc',
    on: rocky9,
    releases: [['2.34-60.el9'], ['2.34-83.el9_3.7', base.glibc2023], ['2.34-100.el9_4.2', base.glibc2024]],
    behind: [0.85, 0.2],
  }),
  product('rpm', {
    key: 'openssh-rocky9',
    packageName: 'openssh-server',
    on: rocky9,
    releases: [['8.7p1-34.el9'], ['8.7p1-38.el9_4.1', base.openssh2024]],
    behind: [0.5],
  }),
  product('rpm', {
    key: 'python-rocky9',
    packageName: 'python3',
    on: rocky9,
    releases: [['3.9.18-1.el9_3'], ['3.9.19-8.el9', tools.python2024]],
    behind: [0.5],
    knownFrom: 4,
  }),
  product('rpm', {
    key: 'expat-rocky9',
    packageName: 'expat',
    on: rocky9,
    releases: [['2.5.0-1.el9'], ['2.5.0-2.el9_4.1', base.expat2024]],
    behind: [0.85],
  }),
  product('rpm', {
    key: 'gnutls-rocky9',
    packageName: 'gnutls',
    on: rocky9,
    releases: [['3.7.6-23.el9'], ['3.8.3-4.el9_4', base.gnutls2024]],
    behind: [0.5],
  }),
  product('rpm', {
    key: 'postgres-rocky9',
    packageName: 'postgresql-server',
    on: { os: ['rocky9'], roles: ['db'] },
    releases: [['15.3-1.el9'], ['15.10-1.el9', postgres2024]],
    behind: [1],
    knownFrom: 5,
  }),
];
