import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { type Finding, findingStatuses } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { Refusal } from '../../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../../test/findings.ts';
import { at, day, hour } from '../../../test/samples.ts';
import { findingsText } from '../../lib/text/findings.ts';

afterEach(closeConsole);

const open = (part: Partial<Finding> = {}, address = '/f/KEST-F-2044') =>
  openConsole(address, {
    listFindingGroups: page([group()]),
    listFindings: page([row()]),
    countFindings: counts(),
    findFindingByNumber: { id: 'fnd_1' },
    getFinding: ({ params }: { params: Record<string, string> }) =>
      params.findingId === 'fnd_2'
        ? finding({ id: 'fnd_2', number: 'KEST-F-2050', asset: { id: 'ast_2', name: 'ws-017' } })
        : finding(part),
  });
const pane = () => screen.findByRole('region', { name: /^KEST-F-/ });
const fact = async (name: string) => {
  const place = await pane();
  return (await within(place).findByText(name, { selector: 'dt' })).nextElementSibling?.textContent;
};

test.each(findingStatuses)('the state %s is said in words', async (status) => {
  await open({ status });
  const card = (await within(await pane()).findByText('State')).parentElement;
  expect(card?.textContent).toContain(findingsText.statuses[status].toLowerCase());
});

test('the header says package, versions, since when, and that an exploit is public', async () => {
  await open();
  const place = await pane();
  expect(await within(place).findByText('Windows 11 23H2 · 10.0.22631.4317 → 10.0.22631.4460')).toBeTruthy();
  expect(within(place).getByText('first seen 6 d ago')).toBeTruthy();
  expect(within(place).getByText('exploit public', { selector: '.warn' })).toBeTruthy();
});

test('without a known exploit there is no warning', async () => {
  await open({ exploit: 'unknown' });
  await within(await pane()).findByText('State');
  expect(document.querySelector('.pane header .warn')).toBeNull();
  expect(await fact('exploit')).toBe('no exploit known');
});

test('a fact that the scanner does not give is left out, not shown empty', async () => {
  await open({ path: null, architecture: '' });
  await fact('package');
  expect(screen.queryByText('path', { selector: 'dt' })).toBeNull();
  expect(screen.queryByText('architecture', { selector: 'dt' })).toBeNull();
});

test('a path is shown where there is one', async () => {
  await open({ path: '/opt/tracking/lib/log4j-core-2.14.1.jar' });
  expect(await fact('path')).toBe('/opt/tracking/lib/log4j-core-2.14.1.jar');
});

test('the score names the version of its scale', async () => {
  await open();
  expect(await fact('CVSS')).toBe('9.8 (3.1)');
});

test('a finding that came back says how often', async () => {
  await open({ reopenedCount: 2 });
  expect(await screen.findByText('came back 2 times')).toBeTruthy();
});

test('what the scanner no longer sees is told as such, with for how long', async () => {
  await open({ status: 'patched', isPresent: false, presenceAt: at(2 * day + hour), patchedAt: at(2 * day + hour) });
  expect(await screen.findByText('The scanner has not seen it for 2 d.')).toBeTruthy();
  expect(screen.getByText('patched 2 d ago')).toBeTruthy();
});

test('without a fixed version nothing is promised', async () => {
  await open({ fix: null, fixedVersion: null });
  expect(await screen.findByText('No fixed version is known')).toBeTruthy();
  expect(screen.queryByText(/One update closes/)).toBeNull();
});

test('an update that closes only this one does not count others', async () => {
  await open({ fix: { findings: 1, assets: 1 } });
  expect(await screen.findByText('One update closes this')).toBeTruthy();
});

test('references that lead to the web are links that tell nothing of us; others are left out', async () => {
  await open({ references: ['https://vendor.example/a', 'javascript:alert(1)'] });
  const link = await screen.findByRole('link', { name: 'https://vendor.example/a' });
  expect(link.getAttribute('rel')).toContain('noreferrer');
  expect(document.body.innerHTML).not.toContain('javascript:');
});

test('the history is told with its times', async () => {
  await open({
    history: [
      { at: '2026-11-18T09:14:00.000Z', kind: 'detected', text: 'First seen by Wazuh.' },
      { at: '2026-11-20T10:00:00.000Z', kind: 'status', text: 'Open → patched (scanner cleared).' },
    ],
  });
  const line = await screen.findByText(/First seen by Wazuh/);
  expect(line.textContent).toContain('2026-11-18 10:14');
  expect(screen.getByText(/scanner cleared/)).toBeTruthy();
});

test('the same CVE on another host opens in the place of this one', async () => {
  const { search } = await open({}, '/findings?open=fix-1&sel=fnd_1');
  const host = await screen.findByRole('button', { name: 'ws-017' });
  await act(async () => fireEvent.click(host));
  await waitFor(() => expect(search().sel).toBe('fnd_2'));
  expect(await screen.findByRole('region', { name: /KEST-F-2050/ })).toBeTruthy();
});

test('on no other host is said, not left empty', async () => {
  await open({ hosts: [] });
  expect(await screen.findByText('On no other host of this customer.')).toBeTruthy();
});

test('what the row knows stands before the finding is read, and stays when it cannot be', async () => {
  const { api } = await openConsole('/findings?open=fix-1&sel=fnd_1', {
    listFindingGroups: page([group()]),
    listFindings: page([row()]),
    countFindings: counts(),
    getFinding: new Refusal(503, 'database.unavailable', 'The database does not answer.'),
  });
  const place = await pane();
  expect(within(place).getByRole('heading', { name: 'Windows Shell protection mechanism failure' })).toBeTruthy();
  expect(await within(place).findByText('The database does not answer.')).toBeTruthy();
  api.answer('getFinding', finding());
  await act(async () => fireEvent.click(within(place).getByRole('button', { name: 'Try again' })));
  expect(await within(place).findByText('What the scanner says')).toBeTruthy();
});

test('a number links to the page of its own', async () => {
  await open({}, '/findings?open=fix-1&sel=fnd_1');
  const place = await pane();
  expect(within(place).getByRole('link', { name: 'KEST-F-2044' }).getAttribute('href')).toBe('/f/KEST-F-2044');
});

test('seen long ago is told in days, seen just now as such', async () => {
  await open({ detectedAt: at(5 * hour + 60_000) });
  expect(await screen.findByText('first seen 5 h ago')).toBeTruthy();
});

test.each(['/f/KEST-F-2044', '/findings?open=fix-1&sel=fnd_1', '/findings?by=all&sel=fnd_1'])(
  'axe finds nothing on %s',
  async (address) => {
    await open({}, address);
    await screen.findByText('What the scanner says');
    expect(await axeFaults()).toEqual([]);
  },
);
