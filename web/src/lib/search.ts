/** Reads the query part of an address: every value is text, as people write it. */
export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Writes it back and leaves readable what may stand bare in a query part: `q=status:open+severity:>=high`. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString().replace(/%(3A|2C|2A|28|29|2F|40|3E|3D)/g, (code) => decodeURIComponent(code));
  return text ? `?${text}` : '';
}

/** Takes the named texts out of a search object and drops everything else. */
export const texts =
  <const N extends string>(...names: N[]) =>
  (search: Record<string, unknown>): { [K in N]?: string } => {
    const found: { [K in N]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') found[name] = value;
    }
    return found;
  };
