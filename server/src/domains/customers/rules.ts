import { customerHues } from '@watchfloor/contract';

/** A mark proposed from a name: its first letters in capitals, made unique against those taken. */
export function proposeMark(name: string, code: string, taken: ReadonlySet<string>): string {
  const letters =
    `${name}${code}`
      .normalize('NFD')
      .toUpperCase()
      .replace(/[^A-Z]/g, '') || 'CUST';
  const base = letters.padEnd(4, 'X').slice(0, 4);
  if (!taken.has(base)) return base;
  for (let length = 5; length <= 8; length++) {
    const longer = letters.padEnd(length, 'X').slice(0, length);
    if (!taken.has(longer)) return longer;
  }
  for (let n = 0; n < 26 * 26; n++) {
    const ending = String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26));
    if (!taken.has(base + ending)) return base + ending;
  }
  throw new RangeError('No mark is left for this name; choose one.');
}

/** The hue that is used least, so that neighbours differ. */
export function proposeHue(used: readonly string[]): string {
  const count = (hue: string) => used.filter((one) => one === hue).length;
  return [...customerHues].sort((a, b) => count(a) - count(b))[0] ?? customerHues[0];
}

export type CustomerKey = { id: number; code: string };

/** Finds customers by what events call them: the code or an alias, without regard to case. */
export class CustomerDirectory {
  readonly defaultId: number;
  readonly #byKey = new Map<string, CustomerKey>();

  constructor(rows: readonly { id: number; code: string; isDefault: boolean; aliases: readonly string[] }[]) {
    this.defaultId = rows.find((row) => row.isDefault)?.id ?? 0;
    for (const row of rows)
      for (const key of [...row.aliases, row.code])
        this.#byKey.set(key.trim().toLowerCase(), { id: row.id, code: row.code });
  }

  /** The customer that a key names, or `null` when nobody knows it. */
  byKey(key: string): CustomerKey | null {
    return this.#byKey.get(key.trim().toLowerCase()) ?? null;
  }
}
