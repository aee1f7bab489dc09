import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readViews } from '../../src/db/compat.ts';
import { createDatabase } from '../../src/db/database.ts';
import { startEmbedded, throwaway } from '../../src/db/embedded/index.ts';
import { migrateUp } from '../../src/db/migrator.ts';
import { onServer, withDatabase } from '../database-server.ts';
import { codegenWords, coveredFile, readSchema, schemaFile } from './print.ts';

const codegen = fileURLToPath(new URL('../../../node_modules/.bin/kysely-codegen', import.meta.url));

/** Writes everything that is derived from the migrations, from a throwaway server: schema, table types, covered names. */
async function refresh(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-schema-'));
  const log = { info: () => {}, warn: console.warn };
  const server = await startEmbedded({ dataDir, log, settings: throwaway });
  try {
    await onServer(server.url, 'create database derived');
    const url = withDatabase(server.url, 'derived');
    await migrateUp(url);
    await writeFile(schemaFile, await readSchema(url));
    await promisify(execFile)(codegen, codegenWords(url));
    const database = createDatabase(url, { max: 1 });
    const views = await readViews(database);
    await database.close();
    const lines = Object.entries(views).map(
      ([name, columns]) => `  ${JSON.stringify(name)}: ${JSON.stringify(columns)}`,
    );
    await writeFile(coveredFile, `{\n${lines.join(',\n')}\n}\n`);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await refresh();
