import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const made = [new URL('../../migrations/', import.meta.url), new URL('./', import.meta.url)];

/** Changes with the schema and with what fills it. */
async function ageOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of made)
    for (const name of (await readdir(folder)).filter((one) => !one.includes('.test.')).sort())
      hash.update(`${name}\n`).update(await readFile(new URL(name, folder)));
  return hash.digest('hex');
}

/** Empties the folder of a scale when its data was made by another schema or generator: figures of old tables say nothing. */
export async function discardOutdated(folder: string): Promise<void> {
  const mark = join(folder, 'made-by');
  const wanted = await ageOfSources();
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(mark, wanted);
}
