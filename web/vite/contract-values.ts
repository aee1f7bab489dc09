import type { Plugin } from 'vite';
import * as values from '../src/lib/contract.ts';

const ours = /\/web\/src\/lib\/contract\.ts$/;

/**
 * Replaces `src/lib/contract.ts` by the plain values it exports, so that the browser gets the addresses and the word
 * lists of the contract without the schema library (23 kB compressed) that describes the bodies.
 */
export function contractValues(): Plugin {
  return {
    name: 'watchfloor-contract-values',
    enforce: 'pre',
    load(id) {
      if (!ours.test(id)) return null;
      return Object.entries(values)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n');
    },
  };
}
