import type { Locator, Page } from 'playwright-core';

/** The alert queue as a person sees it. */
export type Queue = {
  rows: Locator;
  selected: Locator;
  pane: Locator;
  /** The number of the alert in the pane, once it has one. */
  number(): Promise<string>;
  /** Resolves once the pane shows another alert than that. */
  leaves(number: string): Promise<string>;
  /** The sentences of the rows on the screen, from the top. */
  titles(): Promise<string[]>;
};

export function queueOf(page: Page): Queue {
  const pane = page.locator('.pane');
  const shown = pane.locator('header .mono').first();
  return {
    rows: page.locator('[role=grid] .grid-row'),
    selected: page.locator('[role=grid] .grid-row.on'),
    pane,
    number: () => shown.innerText(),
    leaves: async (number) => {
      await shown.filter({ hasNotText: number }).waitFor();
      return shown.innerText();
    },
    // Rows stand in the order of the screen, not of the document: each is placed by its own offset.
    titles: () =>
      page
        .locator('[role=grid] .grid-row')
        .evaluateAll((rows) =>
          rows
            .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
            .map((row) => row.querySelector('[role=gridcell]:nth-child(5)')?.textContent ?? ''),
        ),
  };
}
