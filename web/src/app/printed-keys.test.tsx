import { screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../test/console.tsx';
import type { Answers } from '../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../test/findings.ts';
import { connection, connectors, customer } from '../../test/platform.ts';
import { keyboard } from '../lib/keyboard.ts';

afterEach(closeConsole);

const answers: Answers = {
  listFindingGroups: page([group()]),
  listFindings: page([row()]),
  countFindings: counts(),
  getFinding: finding(),
  findFindingByNumber: { id: 'fnd_1' },
  listConnections: { items: [connection()] },
  listConnectors: { items: connectors },
  listCustomers: { items: [customer()] },
};

const caps: Record<string, string> = {
  '⇧': 'Shift+',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  Esc: 'Escape',
  'Ctrl ': 'Mod+',
};
const named = (cap: string): string =>
  Object.entries(caps)
    .reduce((text, [glyph, name]) => text.replace(glyph, name), cap)
    .replace(/^Mod\+(.)$/, (_, letter: string) => `Mod+${letter.toLowerCase()}`);

// The words say when the page is there.
test.each([
  ['/findings?open=fix-1&sel=group:fix-1', 'Open the group|Close the group'],
  ['/findings?open=fix-1&sel=fnd_1', 'What the scanner says'],
  ['/findings?by=all&sel=fnd_1', 'What the scanner says'],
  ['/f/KEST-F-2044', 'What the scanner says'],
  ['/platform/connectors?sel=con_1', 'Last check'],
  ['/customers?sel=cus_2', 'Names by which events call it'],
])('every key that is printed on %s does something there', async (address, shows) => {
  await openConsole(address, answers);
  await screen.findAllByText(new RegExp(shows));
  const printed = [...document.querySelectorAll('kbd')].map((cap) => named(cap.textContent ?? ''));
  expect(printed.length).toBeGreaterThan(2);
  const bound = keyboard.list().flatMap(({ keys }) => [keys, ...keys.split(' ')]);
  // The palette's own field is left by Escape.
  expect(printed.filter((keys) => !bound.includes(keys))).toEqual([]);
});

test('help on the findings names what works on them, and nothing of the evidence of alerts', async () => {
  const { press } = await openConsole('/findings?open=fix-1&sel=fnd_1', answers);
  await screen.findAllByText('What the scanner says');
  await press('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' });
  const headings = within(dialog)
    .getAllByRole('heading', { level: 3 })
    .map((one) => one.textContent);
  expect(headings).toEqual(['Everywhere', 'List', 'Findings']);
  for (const words of ['Next grouping', 'Read the list again', 'View By CVE', 'Next row'])
    expect(within(dialog).getByText(words)).toBeTruthy();
  const bound = keyboard.list().map(({ keys }) => keys);
  expect(bound).not.toContain('v');
  expect(bound).not.toContain('Shift+v');
});
