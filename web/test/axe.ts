import axe from 'axe-core';

/** Rules that need a layout, which a test without a browser does not have. */
const needLayout = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** What axe finds wrong with the page as it stands, one line each; empty when it is clean. */
export async function axeFaults(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: Object.fromEntries(needLayout.map((id) => [id, { enabled: false }])),
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}
