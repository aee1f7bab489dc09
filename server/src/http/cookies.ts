/** Over https the cookie is bound to the host and to TLS; over plain http a prefix would make the browser drop it. */
export const cookieName = (isSecure: boolean) => (isSecure ? '__Host-wf' : 'wf');

export function sessionCookie(token: string, isSecure: boolean, maxAgeS: number): string {
  return `${cookieName(isSecure)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${isSecure ? '; Secure' : ''}`;
}

export const endedCookie = (isSecure: boolean) => sessionCookie('', isSecure, 0);

/** The session token of a Cookie header, or `null`. */
export function tokenOf(header: string | undefined, isSecure: boolean): string | null {
  const name = `${cookieName(isSecure)}=`;
  const found = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(name));
  const token = found?.slice(name.length);
  return token && /^[A-Za-z0-9_-]{20,100}$/.test(token) ? token : null;
}
