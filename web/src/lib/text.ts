type Text = string | ((...values: never[]) => string) | { readonly [name: string]: Text };

const accents: Record<string, string> = {
  a: 'å',
  e: 'é',
  i: 'ï',
  o: 'ø',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  A: 'Å',
  E: 'É',
  O: 'Ø',
};

/** Strings made longer and strange, so that a string outside the catalogue or a box without room shows at once. */
export const pseudo = (text: string): string =>
  `⟦${text.replace(/[aeioucnAEO]/g, (letter) => accents[letter] ?? letter)}${'~'.repeat(Math.ceil(text.length * 0.3))}⟧`;

const isPseudo = (): boolean => {
  try {
    return localStorage.getItem('wf.locale') === 'pseudo';
  } catch {
    return false;
  }
};

function through<T extends Text>(text: T): T {
  if (typeof text === 'string') return pseudo(text) as T;
  if (typeof text === 'function') return ((...values: never[]) => pseudo(text(...values))) as T;
  return Object.fromEntries(Object.entries(text).map(([name, part]) => [name, through(part)])) as T;
}

/** The words of one screen. With `wf.locale` set to `pseudo` in the browser's storage they come out in the pseudo-locale. */
export const defineText = <const T extends { readonly [name: string]: Text }>(text: T): T =>
  isPseudo() ? through(text) : text;
