import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, with a closing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export const at = (...parts) => join(root, ...parts);

/** A program that the installation brought. */
export const bin = (name) => at('node_modules', '.bin', name);
