import { customerOf } from './customers.ts';
import { hosts } from './hosts.ts';
import { hex, pick, type Random, randomFrom, seedFrom } from './random.ts';
import { Cast, type CastPart } from './rules/rule.ts';
import { values } from './rules/values.ts';
import type { Stream } from './types.ts';

const words = [
  'report',
  'setup',
  'sync',
  'note',
  'scan',
  'label',
  'route',
  'meter',
  'agent',
  'viewer',
  'export',
  'helper',
];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function draw(name: keyof Cast, stream: Stream, stable: Random, random: Random, cast: CastPart): string {
  const customer = customerOf(stream.customerCode);
  switch (name) {
    case 'person':
      return pick(stable, customer.people);
    case 'account':
      return `${customer.windowsDomain}\\${cast.person ?? pick(stable, customer.people)}`;
    case 'domain':
      return customer.windowsDomain;
    case 'mailDomain':
      return customer.mailDomain;
    case 'outside':
      return pick(stable, values.outside);
    case 'inside':
      return `${customer.network}.4.${10 + Math.floor(random() * 200)}`;
    case 'ip':
      return stream.host.ip;
    case 'port':
      return String(49_152 + Math.floor(random() * 16_000));
    case 'file':
      return `${pick(stable, words)}${Math.floor(stable() * 90) + 10}`;
    case 'machine':
      return pick(
        stable,
        hosts.filter((host) => host.customerCode === stream.customerCode),
      ).name;
    case 'programFiles':
      return 'C:\\Program Files (x86)';
    case 'sha256':
      return hex(stable, 64);
    case 'base64':
      return `SQBFAFgA${Array.from({ length: 48 }, () => alphabet.charAt(Math.floor(stable() * alphabet.length))).join('')}`;
    case 'value':
      return stream.value ?? '';
  }
}

/**
 * Gives the value of a placeholder for one event: what belongs to the machine or the person stays the same for the
 * stream, what belongs to the event (ports, inner addresses) changes with `random`.
 */
export function castFor(seed: number, stream: Stream, random: Random): (name: keyof Cast) => string {
  const cast: CastPart = { ...stream.cast };
  const streamSeed = seedFrom(seed, stream.customerCode, stream.host.name, stream.title);
  return (name) => {
    const known = cast[name];
    if (known !== undefined) return known;
    if (name === 'account' && cast.person === undefined) {
      cast.person = draw('person', stream, randomFrom(seedFrom(streamSeed, 'person')), random, cast);
    }
    const value = draw(name, stream, randomFrom(seedFrom(streamSeed, name)), random, cast);
    cast[name] = value;
    return value;
  };
}

const names: ReadonlySet<string> = new Set(Object.keys(Cast.shape));
const isName = (word: string): word is keyof Cast => names.has(word);

/** The text with every known `{placeholder}` replaced; an unknown one stays as it is, for a test to find. */
export const fill = (text: string, cast: (name: keyof Cast) => string): string =>
  text.includes('{') ? text.replace(/\{(\w+)\}/g, (whole, name: string) => (isName(name) ? cast(name) : whole)) : text;
