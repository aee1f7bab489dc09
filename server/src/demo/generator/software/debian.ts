import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { bind2024, nginx2024, samba2023 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { product } from './product.ts';

const deb12 = { os: ['deb12'] } as const;

/** Packages of Debian 12. */
export const debianProducts = [
  product('deb', {
    key: 'linux-deb12',
    packageName: 'linux-image-amd64',
    on: deb12,
    releases: [['6.1.52-1'], ['6.1.69-1', kernel2023], ['6.1.90-1', kernel2024]],
    behind: [0.8],
    knownFrom: 2,
  }),
  product('deb', {
    key: 'openssl-deb12',
    packageName: 'openssl',
    on: deb12,
    releases: [['3.0.9-1'], ['3.0.11-1~deb12u2', base.openssl2023], ['3.0.15-1~deb12u1', base.openssl2024]],
    behind: [0.8],
    knownFrom: 1,
  }),
  product('deb', {
    key: 'libssl-deb12',
    packageName: 'libssl3',
    on: deb12,
    releases: [['3.0.9-1'], ['3.0.11-1~deb12u2', base.openssl2023], ['3.0.15-1~deb12u1', base.openssl2024]],
    behind: [0.8],
    knownFrom: 1,
  }),
  product('deb', {
    key: 'curl-deb12',
    packageName: 'curl',
    on: deb12,
    releases: [['7.88.1-10+deb12u1'], ['7.88.1-10+deb12u4', base.curl2023], ['7.88.1-10+deb12u8', base.curl2024]],
    behind: [0.6],
    knownFrom: 3,
  }),
  product('deb', {
    key: 'glibc-deb12',
    packageName: 'libc6',
    on: deb12,
    releases: [['2.36-9+deb12u1'], ['2.36-9+deb12u3', base.glibc2023], ['2.36-9+deb12u7', base.glibc2024]],
    behind: [0.7, 0.2],
  }),
  product('deb', {
    key: 'sudo-deb12',
    packageName: 'sudo',
    on: deb12,
    releases: [['1.9.13p3-1'], ['1.9.13p3-1+deb12u2', base.sudo2025.slice(1)]],
    behind: [0.6],
    knownFrom: 6,
  }),
  product('deb', {
    key: 'openssh-deb12',
    packageName: 'openssh-server',
    on: deb12,
    releases: [['1:9.2p1-2+deb12u1'], ['1:9.2p1-2+deb12u3', base.openssh2024]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'xml-deb12',
    packageName: 'libxml2',
    on: deb12,
    releases: [['2.9.14+dfsg-1.2'], ['2.9.14+dfsg-1.3~deb12u2', base.xml2024]],
    behind: [0.8],
    knownFrom: 2,
  }),
  product('deb', {
    key: 'expat-deb12',
    packageName: 'libexpat1',
    on: deb12,
    releases: [['2.5.0-1'], ['2.5.0-1+deb12u1', base.expat2024]],
    behind: [0.7],
  }),
  product('deb', {
    key: 'gnutls-deb12',
    packageName: 'libgnutls30',
    on: deb12,
    releases: [['3.7.9-2'], ['3.7.9-2+deb12u2', base.gnutls2024]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'webp-deb12',
    packageName: 'libwebp7',
    on: deb12,
    releases: [['1.2.4-0.2'], ['1.2.4-0.2+deb12u1', tools.libwebp2023]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'systemd-deb12',
    packageName: 'systemd',
    on: deb12,
    releases: [['252.6-1'], ['252.21-1~deb12u1', tools.systemd2023]],
    behind: [0.5],
  }),
  product('deb', {
    key: 'vim-deb12',
    packageName: 'vim-common',
    on: deb12,
    releases: [['2:9.0.1378-2']],
    unfixed: tools.vimNoFix,
    behind: [],
  }),
  product('deb', {
    key: 'bind-deb12',
    packageName: 'bind9',
    on: { os: ['deb12'], roles: ['dns'] },
    releases: [['1:9.18.19-1~deb12u1'], ['1:9.18.28-1~deb12u2', bind2024]],
    behind: [1],
  }),
  product('deb', {
    key: 'samba-deb12',
    packageName: 'samba',
    on: { os: ['deb12'], roles: ['nas'] },
    releases: [['2:4.17.10+dfsg-0'], ['2:4.17.12+dfsg-0+deb12u1', samba2023]],
    behind: [1],
  }),
  product('deb', {
    key: 'nginx-deb12',
    packageName: 'nginx',
    on: { os: ['deb12'], roles: ['edge'] },
    releases: [['1.22.1-8'], ['1.22.1-9+deb12u1', nginx2024]],
    behind: [0.7],
  }),
];
