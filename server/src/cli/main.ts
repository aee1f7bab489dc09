import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { Failure } from '../lib/failure.ts';
import { type Opened, openForVerb } from './open.ts';
import { type Given, type Shell, UsageError, type Verb } from './verb.ts';
import { verbs } from './verbs.ts';

const commonOptions = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The verb whose words begin the line; the longest wins. */
export function findVerb(words: readonly string[]): { verb: Verb; rest: string[] } | null {
  for (const length of [2, 1]) {
    const verb = verbs.find((one) => one.name === words.slice(0, length).join(' '));
    if (verb) return { verb, rest: words.slice(length) };
  }
  return null;
}

const usageOf = (verb: Verb) => `wf ${verb.name} ${verb.usage}`.trim();

function help(): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length));
  return [
    'wf VERB [options]   on --data FOLDER (default ./data) or DATABASE_URL; --json prints one object a line',
    ...verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`),
    'wf VERB --help shows the options. Exit: 0 done, 1 failed, 2 wrong use.',
  ].join('\n');
}

/** `key value` pairs on one line. */
function printed(result: Record<string, unknown>): string {
  return Object.entries(result)
    .map(
      ([key, value]) => `${key} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`,
    )
    .join('  ');
}

const migrations = new URL('../../migrations/', import.meta.url);

/** Runs one command line and answers its exit code. */
export async function runLine(
  args: readonly string[],
  out: (line: string) => void,
  err: (line: string) => void,
  places: { migrations: URL } = { migrations },
): Promise<number> {
  const found = findVerb(args);
  if (!found) {
    if (['--help', '-h', 'help'].includes(args[0] ?? 'help')) {
      out(help());
      return 0;
    }
    err(`There is no verb ${args.slice(0, 2).join(' ')}.\n${help()}`);
    return 2;
  }
  const { verb, rest } = found;
  const opened: Opened[] = [];
  try {
    const given = read(verb, rest);
    if (given.options.help === true) {
      out(`${usageOf(verb)}\n  ${verb.summary}`);
      return 0;
    }
    const config = readConfig(typeof given.options.data === 'string' ? ['--data', given.options.data] : []);
    const isJson = given.options.json === true;
    const shell: Shell = {
      config,
      isJson,
      open: async () => (opened[0] ??= await openForVerb(config)),
      say: (result, text) => out(isJson ? JSON.stringify(result) : (text ?? printed(result))),
      now: () => new Date(),
      migrations: places.migrations,
    };
    await verb.run(shell, given);
    return 0;
  } catch (error) {
    return explain(error, verb, err);
  } finally {
    for (const one of opened) await one.close();
  }
}

/** @throws {UsageError} for an option or a word that the verb does not take. */
function read(verb: Verb, rest: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...commonOptions, ...verb.options },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length > verb.words) throw new Error(`Unexpected argument "${positionals[verb.words]}".`);
    return { words: positionals, options: values as Given['options'] };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Says what went wrong and answers the exit code. */
function explain(error: unknown, verb: Verb, err: (line: string) => void): number {
  if (error instanceof UsageError || error instanceof ConfigError) {
    err(`${error.message}\nUse: ${usageOf(verb)}`);
    return 2;
  }
  if (error instanceof Failure) {
    err(error.message);
    for (const field of error.fields ?? [])
      if (field.message !== error.message)
        err(`  ${field.pointer.slice(1)}: ${field.message}${field.hint ? ` ${field.hint}` : ''}`);
    return 1;
  }
  err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

if (import.meta.main) {
  process.exitCode = await runLine(
    process.argv.slice(2),
    (line) => process.stdout.write(`${line}\n`),
    (line) => process.stderr.write(`${line}\n`),
  );
  // Pools and dispatchers may hold the loop for a moment; the work is done.
  process.exit();
}
