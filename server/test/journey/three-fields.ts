import type { Page } from 'playwright-core';
import { settled, violations } from './read-page.ts';

export type Login = { url: string; user: string; password: string };

/** Fills the three fields of a page that asks for them, and has them checked. */
export async function enterLogin(page: Page, { url, user, password }: Login): Promise<void> {
  await page.getByLabel('Address').fill(url);
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}

/** Waits for the certificate to be the red step, and trusts it. Returns its fingerprint as it stood on the screen. */
export async function acceptCertificate(page: Page): Promise<string> {
  const trust = page.getByRole('button', { name: 'Trust this one' });
  await trust.waitFor();
  const shown = await page.locator('ol.steps li.bad code').innerText();
  await trust.click();
  return shown;
}

/** Saves once every step has passed, and waits for the page of the connection. */
export async function saveConnection(page: Page): Promise<void> {
  await page.locator('ol.steps li.ok').nth(6).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).and(page.locator(':enabled')).click();
  await page.waitForURL(/\/platform\/connectors\?/);
}

/** What axe finds on the page, once it stands still. */
export async function faultsOf(page: Page): Promise<unknown[]> {
  await settled(page);
  return violations(page);
}
