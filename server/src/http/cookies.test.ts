import { expect, test } from 'vitest';
import { cookieName, endedCookie, sessionCookie, tokenOf } from './cookies.ts';

const token = 'A'.repeat(43);

test('over https the cookie is bound to the host and to TLS', () => {
  expect(sessionCookie(token, true, 60)).toBe(`__Host-wf=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure`);
});

test('over plain http it has no prefix, which a browser would drop', () => {
  expect(sessionCookie(token, false, 60)).toBe(`wf=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60`);
  expect(cookieName(false)).toBe('wf');
});

test('an ended cookie is empty and over', () => {
  expect(endedCookie(true)).toContain('Max-Age=0');
  expect(endedCookie(false)).toMatch(/^wf=;/);
});

test('the token is found among other cookies, and only in its own form', () => {
  expect(tokenOf(`a=1; wf=${token}; b=2`, false)).toBe(token);
  expect(tokenOf(`wf=${token}`, true)).toBeNull();
  expect(tokenOf(`__Host-wf=${token}`, true)).toBe(token);
  for (const header of [undefined, '', 'wf=', 'wf=short', `wf=${token}!`, `xwf=${token}`, `wf=${'A'.repeat(101)}`])
    expect(tokenOf(header, false)).toBeNull();
});
