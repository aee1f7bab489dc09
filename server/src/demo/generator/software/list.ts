import { debianProducts } from './debian.ts';
import { firewallProducts } from './firewall.ts';
import type { Product } from './product.ts';
import { rockyProducts } from './rocky.ts';
import { ubuntuProducts } from './ubuntu.ts';
import { windowsProducts } from './windows.ts';

/** Everything that the demo's hosts may have installed. */
export const products: readonly Product[] = [
  ...windowsProducts,
  ...debianProducts,
  ...ubuntuProducts,
  ...rockyProducts,
  ...firewallProducts,
];
