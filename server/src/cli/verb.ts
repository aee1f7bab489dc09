import { readFile } from 'node:fs/promises';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import type { Opened } from './open.ts';

/** What was typed after the verb. */
export type Given = { words: string[]; options: Record<string, string | boolean | string[] | undefined> };

/** What a verb works with; `open` starts or borrows the database and is closed by the caller. */
export type Shell = {
  config: Config;
  isJson: boolean;
  open(): Promise<Opened>;
  /** One result: a JSON object a line with `--json`, else the text (or `key value` pairs). */
  say(result: Record<string, unknown>, text?: string): void;
  now(): Date;
  /** Where `migrate new` and `migrate draft` write. */
  migrations: URL;
};

export type Verb = {
  /** The words that call it, for example `user create`. */
  name: string;
  /** How it is used, without the name. */
  usage: string;
  summary: string;
  /** How many words may follow the name; one more is wrong use, for it would be left out without a sign. */
  words: number;
  options: ParseArgsOptionsConfig;
  run(shell: Shell, given: Given): Promise<void>;
};

/** Wrong use: exit 2 with the usage of the verb. */
export class UsageError extends Error {}

/** The option's text. @throws {UsageError} when it is missing. */
export function required(given: Given, name: string): string {
  const value = optional(given, name);
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

/** The option's text; an empty one counts as left out. */
export function optional(given: Given, name: string): string | undefined {
  const value = given.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of an option that may be given several times. */
export function repeated(given: Given, name: string): string[] {
  const value = given.options[name];
  return Array.isArray(value) ? value : [];
}

/** The word at a place after the verb. @throws {UsageError} when it is missing. */
export function word(given: Given, place: number, what: string): string {
  const value = given.words[place];
  if (value === undefined) throw new UsageError(`${what} is missing.`);
  return value;
}

/** One of the words allowed. @throws {UsageError} that lists them, also when none was given. */
export function oneOf<const T extends string>(value: string | undefined, allowed: readonly T[], what: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${what} is one of ${allowed.join(', ')}.`);
  return found;
}

/** What was typed, within the bounds that the contract sets for every way in. @throws {UsageError} in the words of the schema. */
export function within<T>(schema: z.ZodType<T>, typed: unknown, what: string): T {
  const { data, error } = schema.safeParse(typed);
  if (error) throw new UsageError(`${what}: ${error.issues[0]?.message}`);
  return data;
}

/** The first line of the file that `--password-file` names: others on the machine could read an argument. */
export async function passwordOf(given: Given): Promise<string> {
  const [line = ''] = (await textOf(required(given, 'password-file'))).split(/\r?\n/);
  return line.trim();
}

/** @throws {UsageError} when the file cannot be read, with the reason. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Aborts when a person or the system ends the process, so that the work can stop at a safe point. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
