import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { CsvLink } from './csv-link.tsx';

afterEach(cleanup);

test('a download says what it takes along, and leaves out a filter that is not set', () => {
  render(<CsvLink of="exportRuns" input={{ query: { job: undefined } as never }} what="the runs" />);
  const link = screen.getByRole('link', { name: 'CSV' });
  expect(link.getAttribute('href')).toBe('/api/v1/runs/export.csv');
  expect(link.getAttribute('title')).toBe('Download the runs as CSV');
  // Without it the browser would leave the page for what it takes for another one.
  expect(link.hasAttribute('download')).toBe(true);
});
