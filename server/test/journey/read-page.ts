import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Resolves once nothing is being loaded: no skeleton, no picture of waiting, the page's code is here. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  // The first of none is awaited as gone: so all are. (A polled script would need eval, which our policy forbids.)
  await page.locator('.bones, [aria-busy=true]').first().waitFor({ state: 'detached' });
}

/**
 * What breaks WCAG 2.2 A and AA on the page as it is, one line each with the element; empty when nothing does.
 * `colours` asks only what a second theme can change; `within` looks at a part of the page alone.
 */
export async function violations(page: Page, what: 'all' | 'colours' = 'all', within?: string): Promise<string[]> {
  // The rows of a list are alike: the first dozen tell about all, in a third of the time.
  const axe = new AxeBuilder({ page }).exclude('.grid-row:nth-child(n+13)');
  // No page has frames, for whose sake each look would open a second page.
  axe.setLegacyMode().options({ resultTypes: ['violations'] });
  if (within) axe.include(within);
  if (what === 'all') axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  else axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations: found } = await axe.analyze();
  return found.flatMap((one) =>
    one.nodes.map(
      (node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`,
    ),
  );
}

/** `violations` in either theme; each is awaited before its colours are looked at. */
export async function violationsByTheme(page: Page, within?: string): Promise<Record<'dark' | 'light', string[]>> {
  const inTheme = async (colorScheme: 'dark' | 'light', what: 'all' | 'colours') => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    return violations(page, what, within);
  };
  return { dark: await inTheme('dark', 'all'), light: await inTheme('light', 'colours') };
}

const leaks = [
  /\b(?:usr|cus|alr|fnd|ast|con|src|prk|run|opr|viw|als|tag|aud)_[0-9a-z]{1,12}\b/,
  /\[object Object\]|\bundefined\b|\bNaN\b|Invalid Date/,
  /[{[]"[a-zA-Z@_]/,
];

/** What a person must never read on a screen: ids of the wire, values that were not there, JSON; empty when all is well. */
export async function leaksOf(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return leaks.flatMap((leak) => leak.exec(text)?.[0] ?? []);
}

/** How many pixels the page is wider than the window; zero where nothing has to be moved sideways. */
export const overflow = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
