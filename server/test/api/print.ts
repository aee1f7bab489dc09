import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes } from '@watchfloor/contract';
import { describeApi } from '../../src/http/openapi.ts';

export const descriptionFile = fileURLToPath(new URL('../../../docs/api/openapi.json', import.meta.url));

/** The description as it is checked in: two spaces, one line feed at the end. */
export const printApi = () => `${JSON.stringify(describeApi(routes), null, 2)}\n`;

if (import.meta.main) {
  await mkdir(dirname(descriptionFile), { recursive: true });
  await writeFile(descriptionFile, printApi());
}
