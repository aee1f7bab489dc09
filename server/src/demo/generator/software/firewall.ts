import { fortios2024 } from '../cves/servers.ts';
import { product } from './product.ts';

/** The firmware of the firewalls. */
export const firewallProducts = [
  product('fortios', {
    key: 'fortios',
    packageName: 'FortiOS',
    on: { os: ['fortios'] },
    releases: [['7.4.1'], ['7.4.3', fortios2024]],
    behind: [1],
  }),
];
