import type { ParseArgsOptionsConfig } from 'node:util';
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
  const value = given.options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

export function optional(given: Given, name: string): string | undefined {
  const value = given.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The word at a place after the verb. @throws {UsageError} when it is missing. */
export function word(given: Given, place: number, what: string): string {
  const value = given.words[place];
  if (value === undefined) throw new UsageError(`${what} is missing.`);
  return value;
}

/** The option, one of the words allowed. @throws {UsageError} that lists them. */
export function oneOf<const T extends string>(value: string, allowed: readonly T[], what: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${what} is one of ${allowed.join(', ')}.`);
  return found;
}
