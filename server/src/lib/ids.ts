/** Wire ids: a prefix and the row's number in Crockford base32, lower case. The number itself never leaves the server. */
export const idPrefixes = {
  user: 'usr',
  customer: 'cus',
  alert: 'alr',
  finding: 'fnd',
  asset: 'ast',
  connection: 'con',
  source: 'src',
  parked: 'prk',
  run: 'run',
  operation: 'opr',
  view: 'viw',
  alias: 'als',
  tag: 'tag',
  audit: 'aud',
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The wire id of a row number. @throws RangeError for a number that no row can have. */
export function toId(kind: IdKind, number: number): string {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} is not a row number.`);
  let digits = '';
  let rest = number;
  do {
    digits = alphabet.charAt(rest % 32) + digits;
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return `${idPrefixes[kind]}_${digits}`;
}

/** The row number of a wire id, or `null` when it is not an id of that kind. */
export function fromId(kind: IdKind, id: string): number | null {
  const prefix = `${idPrefixes[kind]}_`;
  if (!id.startsWith(prefix) || id.length === prefix.length || id.length > prefix.length + 11) return null;
  let number = 0;
  for (const digit of id.slice(prefix.length)) {
    const value = alphabet.indexOf(digit);
    if (value < 0) return null;
    number = number * 32 + value;
  }
  return Number.isSafeInteger(number) ? number : null;
}
