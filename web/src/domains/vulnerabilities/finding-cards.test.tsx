import { cleanup, render, screen } from '@testing-library/react';
import type { Finding } from '@watchfloor/contract';
import { afterEach, expect, test } from 'vitest';
import { finding } from '../../../test/findings.ts';
import { FixPart, PriorityCard } from './finding-cards.tsx';

afterEach(cleanup);

type Lines = Finding['scoreLines'];
/** What the card says: the lines in their order, the sum below them, and the number above. */
function told(scoreLines: Lines, priority: number, part: Partial<Finding> = {}) {
  const { container } = render(<PriorityCard finding={finding({ scoreLines, priority, ...part })} />);
  const cells = [...container.querySelectorAll('.sum > span')].map((cell) => cell.textContent);
  const lines = cells.flatMap((label, index) => (index % 2 === 0 ? [`${label}: ${cells[index + 1]}`] : []));
  return { lines: lines.slice(0, -1), sum: lines.at(-1), big: container.querySelector('.big')?.textContent };
}
const line = (label: string, points: number) => ({ label, points });

// The documented cases of the formula, as the server explains them.
test.each([
  [
    'ceiling',
    [line('CVSS 10.0 × 5', 50), line('exploit public', 30), line('open 30 of 30 days', 20)],
    100,
    '100',
    '100.0',
  ],
  ['floor', [line('CVSS 0.0 × 5', 0), line('no exploit known', 0), line('open 0 of 30 days', 0)], 0, '0', '0.0'],
  ['halves', [line('CVSS 7.5 × 5', 37.5), line('exploitable', 15), line('open 15 of 30 days', 10)], 62.5, '63', '62.5'],
  [
    'thirds',
    [line('CVSS 4.0 × 5', 20), line('exploit public', 30), line('open 29 of 30 days', 19.33)],
    69.33,
    '69',
    '69.3',
  ],
  ['smallest', [line('CVSS 0.1 × 5', 0.5), line('no exploit known', 0), line('open 0 of 30 days', 0)], 0.5, '1', '0.5'],
] as [string, Lines, number, string, string][])(
  'the score is its lines, each with its points, and their sum: %s',
  (_name, lines, priority, big, sum) => {
    const card = told(lines, priority);
    expect(card.lines).toEqual(lines.map(({ label, points }) => `${label}: ${points.toFixed(1)}`));
    expect(card.sum).toBe(`documented score: ${sum}`);
    expect(card.big).toBe(big);
  },
);

test('the lines stand in the order of the explanation, also when two read alike', () => {
  const lines = [line('age', 4), line('exploit public', 30), line('CVSS 9.8 × 5', 49)];
  expect(told(lines, 83).lines).toEqual(['age: 4.0', 'exploit public: 30.0', 'CVSS 9.8 × 5: 49.0']);
});

test.each([
  [{ isEstimated: false, severity: 'high' }, null],
  [{ isEstimated: true, severity: 'high' }, /lowest of its severity stands in/],
  [{ isEstimated: true, severity: null }, /does not make it harmless/],
] as [Partial<Finding>, RegExp | null][])('with %o the card says %s of its ground', (part, says) => {
  told([line('open 6 of 30 days', 4)], 4, { score: null, ...part });
  expect(screen.queryByText(/stands in|harmless/)?.textContent ?? null).toEqual(
    says ? expect.stringMatching(says) : null,
  );
});

test.each([
  [214, 31, 'One update closes this and 213 more', '31 hosts'],
  [2, 1, 'One update closes this and 1 more', '1 host'],
  [1, 1, 'One update closes this', '1 host'],
  // Counted a moment before this one was written.
  [0, 0, 'One update closes this', '0 hosts'],
])('an update of %i findings on %i hosts says %j', (findings, assets, title, hosts) => {
  render(<FixPart finding={finding({ fix: { findings, assets } })} />);
  expect(screen.getByText(title)).toBeTruthy();
  expect(screen.getByText(hosts)).toBeTruthy();
  expect(screen.getByText('Windows 11 23H2 to 10.0.22631.4460')).toBeTruthy();
});
