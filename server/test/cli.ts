import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { vi } from 'vitest';
import { runLine } from '../src/cli/main.ts';
import { cloneDatabase } from './database.ts';

export type Line = {
  code: number;
  out: string;
  err: string;
  /** The objects of `--json`, one a line. @throws SyntaxError when a line is no JSON. */
  rows: Record<string, unknown>[];
};

export type Cli = {
  url: string;
  /** A folder of its own, which is also the data folder. */
  folder: string;
  run(...args: readonly string[]): Promise<Line>;
  /** The same with `--json`. */
  json(...args: readonly string[]): Promise<Line>;
  /** Writes a file into the folder and returns its path. */
  file(name: string, text: string): Promise<string>;
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
};

/** The command line on a database of its own, run in this process. */
export async function openCli(): Promise<Cli> {
  const own = await cloneDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'wf-cli-'));
  const migrations = join(folder, 'migrations');
  await mkdir(migrations);
  vi.stubEnv('DATABASE_URL', own.url);
  const owner = new pg.Client({ connectionString: own.url });
  await owner.connect();
  const run = async (...args: readonly string[]): Promise<Line> => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runLine(
      [...args, '--data', folder],
      (line) => out.push(line),
      (line) => err.push(line),
      { migrations: pathToFileURL(`${migrations}/`) },
    );
    return {
      code,
      out: out.join('\n'),
      err: err.join('\n'),
      get rows() {
        return out.map((line): Record<string, unknown> => JSON.parse(line));
      },
    };
  };
  return {
    url: own.url,
    folder,
    run,
    json: (...args) => run(...args, '--json'),
    file: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    query: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await owner.query<T>(text, values)).rows,
    close: async () => {
      vi.unstubAllEnvs();
      await owner.end();
      await own.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
