/** The address if it leads to the web, else `null`: references come from feeds, and a feed must not place a script. */
export function safeLink(address: string): string | null {
  try {
    const { protocol, href } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}
