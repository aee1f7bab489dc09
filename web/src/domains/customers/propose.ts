import { customerHues } from '../../lib/contract.ts';

const plainLetters = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** A code proposed from a name: `Kestrel Logistics` → `kestrel-logistics`, at most 32 characters; empty when nothing of it can stand in one. */
export function proposeCode(name: string): string {
  const code = plainLetters(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return code.length >= 3 ? code : '';
}

/** A mark proposed from a name, unlike those taken; empty when the server had better propose one. */
export function proposeMark(name: string, taken: ReadonlySet<string>): string {
  const letters = plainLetters(name)
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  for (let length = 4; length <= Math.min(8, letters.length); length += 1) {
    const mark = letters.slice(0, length);
    if (!taken.has(mark)) return mark;
  }
  return letters.length >= 2 && letters.length < 4 && !taken.has(letters) ? letters : '';
}

/** The hue that the fewest customers have. */
export function proposeHue(used: readonly string[]): string {
  const count = (hue: string) => used.filter((one) => one === hue).length;
  return [...customerHues].sort((a, b) => count(a) - count(b))[0] ?? '#7fb685';
}

/** Names typed with commas or line ends between them, each once. */
export const aliasesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
];
