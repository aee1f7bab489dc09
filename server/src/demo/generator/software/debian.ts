import * as base from '../cves/base-system.ts';
import { kernel2023, kernel2024 } from '../cves/kernel.ts';
import { bind2024, nginx2024, samba2023 } from '../cves/servers.ts';
import * as tools from '../cves/tools.ts';
import { packagesOn } from './product.ts';

/** Packages of Debian 12. */
export const debianProducts = packagesOn('deb', 'deb12', [
  ['linux', 'linux-image-amd64', '6.1.52-1 6.1.69-1 6.1.90-1', [kernel2023, kernel2024], [0.8], { knownFrom: 2 }],
  [
    'openssl',
    'openssl',
    '3.0.9-1 3.0.11-1~deb12u2 3.0.15-1~deb12u1',
    [base.openssl2023, base.openssl2024],
    [0.8],
    { knownFrom: 1 },
  ],
  [
    'libssl',
    'libssl3',
    '3.0.9-1 3.0.11-1~deb12u2 3.0.15-1~deb12u1',
    [base.openssl2023, base.openssl2024],
    [0.8],
    { knownFrom: 1 },
  ],
  [
    'curl',
    'curl',
    '7.88.1-10+deb12u1 7.88.1-10+deb12u4 7.88.1-10+deb12u8',
    [base.curl2023, base.curl2024],
    [0.6],
    { knownFrom: 3 },
  ],
  ['glibc', 'libc6', '2.36-9+deb12u1 2.36-9+deb12u3 2.36-9+deb12u7', [base.glibc2023, base.glibc2024], [0.7, 0.2]],
  ['sudo', 'sudo', '1.9.13p3-1 1.9.13p3-1+deb12u2', [base.sudo2025.slice(1)], [0.6], { knownFrom: 6 }],
  ['openssh', 'openssh-server', '1:9.2p1-2+deb12u1 1:9.2p1-2+deb12u3', [base.openssh2024], [0.5]],
  ['xml', 'libxml2', '2.9.14+dfsg-1.2 2.9.14+dfsg-1.3~deb12u2', [base.xml2024], [0.8], { knownFrom: 2 }],
  ['expat', 'libexpat1', '2.5.0-1 2.5.0-1+deb12u1', [base.expat2024], [0.7]],
  ['gnutls', 'libgnutls30', '3.7.9-2 3.7.9-2+deb12u2', [base.gnutls2024], [0.5]],
  ['webp', 'libwebp7', '1.2.4-0.2 1.2.4-0.2+deb12u1', [tools.libwebp2023], [0.5]],
  ['systemd', 'systemd', '252.6-1 252.21-1~deb12u1', [tools.systemd2023], [0.5]],
  ['vim', 'vim-common', '2:9.0.1378-2', [], [], { unfixed: tools.vimNoFix }],
  ['bind', 'bind9', '1:9.18.19-1~deb12u1 1:9.18.28-1~deb12u2', [bind2024], [1], { roles: ['dns'] }],
  ['samba', 'samba', '2:4.17.10+dfsg-0 2:4.17.12+dfsg-0+deb12u1', [samba2023], [1], { roles: ['nas'] }],
  ['nginx', 'nginx', '1.22.1-8 1.22.1-9+deb12u1', [nginx2024], [0.7], { roles: ['edge'] }],
]);
