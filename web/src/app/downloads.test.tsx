import { screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { health } from '../../test/platform.ts';
import { at, contact } from '../../test/samples.ts';

afterEach(closeConsole);

const parked = [{ reason: 'customer_unknown' as const, count: 12, lastAt: at(0), advice: '' }];

async function downloadsAt(address: string, more = {}): Promise<string[]> {
  await openConsole(address, { getHealth: health({ parked }), ...more });
  const links = await screen.findAllByRole('link', { name: 'CSV' });
  return links.map((link) => decodeURIComponent(link.getAttribute('href') ?? '').replace('/api/v1/', ''));
}

test.each([
  ['/alerts?q=host:b&sort=newest&lens=kestrel', ['alerts/export.csv?q=host:b&lens=kestrel&sort=newest']],
  ['/alerts?q=host:b&group=host', ['alerts/groups/export.csv?q=host:b&by=host']],
  ['/findings?q=severity:critical&by=all&lens=kestrel', ['findings/export.csv?q=severity:critical&lens=kestrel']],
  ['/findings?q=severity:critical&by=cve', ['findings/groups/export.csv?q=severity:critical&by=cve']],
  ['/findings', ['findings/groups/export.csv?q=status:open&by=fix']],
  ['/customers', ['customers/export.csv']],
  ['/customers?q=kestrel', ['customers/export.csv?q=kestrel']],
  ['/platform/connectors', ['connections/export.csv']],
  ['/platform/health', ['parked/export.csv', 'runs/export.csv']],
  ['/platform/health?reason=customer_unknown', ['parked/export.csv?reason=customer_unknown', 'runs/export.csv']],
  ['/platform/health?job=collect-alerts', ['parked/export.csv', 'runs/export.csv?job=collect-alerts']],
])('what %s shows can be taken along: %j', async (address, downloads) => {
  expect(await downloadsAt(address)).toEqual(downloads);
});

test('where nothing may be seen there is nothing to take along', async () => {
  await openConsole('/platform/connectors', { getSession: contact });
  await screen.findByText(/needs the right connection:read/);
  expect(screen.queryByRole('link', { name: 'CSV' })).toBeNull();
});
