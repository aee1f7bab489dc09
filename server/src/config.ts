import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const flag = z.enum(['on', 'off']);

export const Environment = z.object({
  WF_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  WF_HOST: z.string().min(1).default('127.0.0.1'),
  WF_DATA_DIR: z.string().min(1).default('./data'),
  WF_DEMO: flag.optional(),
  WF_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  WF_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  WF_KEY_FILE: z.string().min(1).optional(),
  WF_TRUST_PROXY: flag.default('off'),
  WF_EVENTS_URL: z.url({ protocol: /^https?$/ }).optional(),
  WF_EVENTS_USER: z.string().min(1).optional(),
  WF_EVENTS_PASSWORD_FILE: z.string().min(1).optional(),
  WF_EVENTS_CA_FILE: z.string().min(1).optional(),
  WF_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'It begins with postgresql://')
    .optional(),
  DATABASE_READ_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'It begins with postgresql://')
    .optional(),
});

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  keyFile: string;
  /** Named by the operator: then it must be there; the default one is made at first start. */
  isKeyFileGiven: boolean;
  isDemo: boolean;
  role: 'all' | 'api' | 'worker';
  /** How people reach us; without a slash at the end. */
  publicUrl: string;
  /** Named by the operator; else it is where the program listens. */
  isPublicUrlGiven: boolean;
  isSecure: boolean;
  trustProxy: boolean;
  log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Null = the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
  databaseReadUrl: string | null;
  /** OpenSearch for pushed events; null = the database keeps them. */
  events: { url: string; user: string | null; passwordFile: string | null; caFile: string | null } | null;
};

/** The words of the command line that are settings too; they win over the environment. */
export const settingOptions = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  demo: { type: 'string' },
} as const;

export class ConfigError extends Error {}

/** Reads the environment and the command line once. @throws {ConfigError} one sentence that names the setting, never its value. */
export function readConfig(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  from: string = environment.INIT_CWD ?? process.cwd(),
): Config {
  const given = parseWords(args);
  const settings = Environment.safeParse({
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    ...(given.port === undefined ? {} : { WF_PORT: given.port }),
    ...(given.host === undefined ? {} : { WF_HOST: given.host }),
    ...(given.data === undefined ? {} : { WF_DATA_DIR: given.data }),
    ...(given.demo === undefined ? {} : { WF_DEMO: given.demo }),
  });
  if (!settings.success) {
    const issue = settings.error.issues[0];
    throw new ConfigError(`The setting ${String(issue?.path[0])} is not right: ${issue?.message}.`);
  }
  const set = settings.data;
  const dataDir = resolve(from, set.WF_DATA_DIR);
  // A worker and a program that serves can be started side by side on one machine.
  const port = set.WF_PORT ?? (set.WF_ROLE === 'worker' ? 8081 : 8080);
  const publicUrl = (
    set.WF_PUBLIC_URL ?? `http://${set.WF_HOST.includes(':') ? `[${set.WF_HOST}]` : set.WF_HOST}:${port}`
  ).replace(/\/+$/, '');
  return {
    port,
    host: set.WF_HOST,
    dataDir,
    keyFile: set.WF_KEY_FILE ? resolve(from, set.WF_KEY_FILE) : join(dataDir, 'keys', 'secrets.key'),
    isKeyFileGiven: set.WF_KEY_FILE !== undefined,
    isDemo: (set.WF_DEMO ?? (set.DATABASE_URL ? 'off' : 'on')) === 'on',
    role: set.WF_ROLE,
    publicUrl,
    isPublicUrlGiven: set.WF_PUBLIC_URL !== undefined,
    isSecure: publicUrl.startsWith('https://'),
    trustProxy: set.WF_TRUST_PROXY === 'on',
    log: set.WF_LOG,
    databaseUrl: set.DATABASE_URL ?? null,
    databaseReadUrl: set.DATABASE_READ_URL ?? null,
    events: set.WF_EVENTS_URL
      ? {
          url: set.WF_EVENTS_URL,
          user: set.WF_EVENTS_USER ?? null,
          passwordFile: set.WF_EVENTS_PASSWORD_FILE ? resolve(from, set.WF_EVENTS_PASSWORD_FILE) : null,
          caFile: set.WF_EVENTS_CA_FILE ? resolve(from, set.WF_EVENTS_CA_FILE) : null,
        }
      : null,
  };
}

function parseWords(args: readonly string[]): {
  port?: string | undefined;
  host?: string | undefined;
  data?: string | undefined;
  demo?: string | undefined;
} {
  try {
    return parseArgs({ args: [...args], options: settingOptions, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message : String(error)} Known are --port, --host, --data and --demo on|off.`,
    );
  }
}
