import { cleanup, screen } from '@testing-library/react';
import type { Alert, AlertRow } from '@watchfloor/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { alertOf, rowOf } from '../../../test/alert-samples.ts';
import { reasons } from '../../../test/alert-world.ts';
import { openPart } from '../../../test/part.tsx';
import { admin } from '../../../test/samples.ts';
import { AlertHeader } from './alert-header.tsx';
import { HostCard, LastTimeCard, RelatedAlerts } from './pane-cards.tsx';

afterEach(cleanup);

const now = new Date('2026-11-24T12:04:40.000Z');
const host = {
  id: 'ast_1',
  name: 'ws-042',
  operatingSystem: 'Windows 11',
  openAlerts: 3,
  openFindings: 41,
  openExploited: 1,
};
const words = async (element: React.ReactNode) => (await openPart(element)).container.textContent ?? '';

describe('the host', () => {
  const card = (change: Partial<Alert> = {}) => words(<HostCard alert={alertOf(rowOf(1), change)} />);

  test.each<[string, Partial<Alert>, string]>([
    ['this alert is not one of the others', {}, '2 other open alerts'],
    ['a closed one is not counted twice', { status: 'closed' }, '3 other open alerts'],
    ['one other', { asset: { ...host, openAlerts: 2 } }, '1 other open alert'],
    ['none', { asset: { ...host, openAlerts: 1 } }, 'no other open alert'],
    ['a count that is behind never goes below none', { asset: { ...host, openAlerts: 0 } }, 'no other open alert'],
  ])('%s: %#', async (_, change, said) => {
    expect(await card(change)).toContain(said);
  });

  test('what can be attacked stands out, and leads to its findings', async () => {
    expect(await card()).toContain('exposed: 41 open findings, 1 with a known exploit');
    expect(decodeURIComponent(screen.getByRole('link').getAttribute('href') ?? '').replaceAll('+', ' ')).toContain(
      'status:open host:"ws-042"',
    );
  });

  test('without a known exploit nothing is called exposed', async () => {
    expect(await card({ asset: { ...host, openExploited: 0 } })).not.toContain('exposed');
  });

  test('a host without findings is not called safe', async () => {
    const text = await card({ asset: { ...host, openFindings: 0, openExploited: 0 } });
    expect(text).toContain('no open finding known');
    expect(screen.queryByRole('link')).toBe(null);
  });

  test('a host that no agent reports says nothing of findings', async () => {
    const text = await card({ asset: { ...host, id: null, operatingSystem: null } });
    expect(text).not.toContain('finding');
    expect(text).toContain('2 other open alerts');
  });

  test('other hosts of the alert are named, at most four, itself never', async () => {
    expect(await card({ assetNames: ['ws-042', 'a', 'b', 'c', 'd', 'e'] })).toContain('also on a, b, c, d');
    cleanup();
    expect(await card({ assetNames: ['ws-042'] })).not.toContain('also on');
  });

  test('events that name no host say so', async () => {
    expect(await card({ asset: null })).toBe('No host namedThe events of this alert name no host.');
  });
});

describe('last time', () => {
  const card = (change: Partial<Alert> = {}) => words(<LastTimeCard now={now} alert={alertOf(rowOf(1), change)} />);
  const before = { id: 'alr_7', number: 'KEST-900' };

  test.each<[string, Partial<Alert>, string]>([
    ['never judged', {}, 'Last time same rule, KESTnever judged here'],
    [
      'verdicts without alerts are left out',
      {
        precedents: [
          { verdict: 'false_positive', count: 31 },
          { verdict: 'duplicate', count: 0 },
          { verdict: 'true_positive', count: 1 },
        ],
      },
      '31 × false positive, 1 × true positive',
    ],
    ['all of them zero', { precedents: [{ verdict: 'duplicate', count: 0 }] }, 'never judged here'],
    [
      'the alert that this one repeats',
      { predecessor: { ...before, verdict: 'false_positive', closedAt: '2026-11-13T12:04:40.000Z' } },
      'KEST-900 false positive, 11 d ago',
    ],
    ['one without a verdict', { predecessor: { ...before, verdict: null, closedAt: null } }, 'KEST-900 closed'],
  ])('%s', async (_, change, said) => {
    expect(await card(change)).toContain(said);
  });

  test('the repeated alert is one press away', async () => {
    await card({ predecessor: { ...before, verdict: null, closedAt: null } });
    expect(screen.getByRole('link', { name: 'KEST-900' }).getAttribute('href')).toBe('/a/KEST-900');
  });
});

describe('relatives', () => {
  const relative = (at: number, why: 'host' | 'rule', assetName: string | null = null): Alert['related'][number] => ({
    id: `alr_${at}`,
    number: `KEST-${at}`,
    title: `Relative ${at}`,
    severity: 'high',
    assetName,
    lastSeenAt: '2026-11-24T11:50:40.000Z',
    why,
  });
  const list = (...related: Alert['related']) =>
    words(<RelatedAlerts now={now} alert={alertOf(rowOf(1), { related })} />);

  test('none take no room', async () => {
    expect(await list()).toBe('');
  });
  test('each says what it is, where and since when, and leads to its page', async () => {
    const text = await list(relative(7, 'host', 'dc-01'), relative(8, 'host'));
    expect(text).toContain('Relative 7dc-01 · 14 min ago');
    expect(text).toContain('Relative 814 min ago');
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['/a/KEST-7', '/a/KEST-8']);
  });
  test.each([
    [['host'], 'same host'],
    [['rule'], 'same rule'],
    [['rule', 'host', 'rule'], 'same host · same rule'],
  ] as const)('related by %j says "%s"', async (whys, said) => {
    expect(await list(...whys.map((why, at) => relative(at, why)))).toContain(`Related${said}`);
  });
});

describe('the head', () => {
  const head = async (row: Partial<AlertRow>, alert: Partial<Alert> | null = {}) => {
    const shown = rowOf(1, row);
    const whole = alert === null ? undefined : alertOf(shown, alert);
    const part = await openPart(<AlertHeader now={now} row={shown} alert={whole} />, {
      listVerdictReasons: { items: reasons },
    });
    await screen.findByText(shown.title);
    return part;
  };
  const text = async (row: Partial<AlertRow>, alert: Partial<Alert> | null = {}) =>
    (await head(row, alert)).container.textContent ?? '';

  test.each<[string, Partial<AlertRow>, Partial<Alert> | null, string]>([
    ['rule and level', {}, {}, '92213 · level 15'],
    ['a rule without a level', { ruleLevel: null }, {}, 'rule 92213'],
    ['without a rule the source, as its maker writes it', { ruleId: null, source: 'fortigate' }, {}, 'FortiGate'],
    ['a source nobody named', { ruleId: null, source: 'acme-edr' }, {}, 'acme-edr'],
    ['technique and tactic', {}, {}, 'T1059.001 Execution'],
    ['one event at one instant', { eventCount: 1, lastSeenAt: '2026-11-24T12:00:00.000Z' }, {}, '1 event'],
    ['events and how long they took', { eventCount: 48 }, {}, '48 events in 40 s'],
    ['how old the last one is', {}, {}, 'last 4 min ago'],
    ['nobody has it', {}, {}, "nobody's"],
    ['somebody has it', { assignee: { id: 'usr_2', name: 'mara.kent' } }, {}, "mara.kent's"],
    ['the reader has it', { assignee: { id: admin.id, name: admin.username } }, {}, 'yours'],
    ['in progress', { status: 'in_progress' }, {}, 'in progress'],
    ['known from the row alone', {}, null, '92213 · level 15'],
  ])('%s', async (_, row, alert, said) => {
    expect(await text(row, alert)).toContain(said);
  });

  test('one instant has no length', async () => {
    expect(await text({ eventCount: 1, lastSeenAt: '2026-11-24T12:00:00.000Z' })).not.toContain(' in ');
  });

  test('a closed one says as what, why, and by whom, in words instead of codes', async () => {
    await head(
      { status: 'closed', verdict: 'false_positive' },
      { verdictReason: 'known_tool', verdictBy: { id: 'usr_2', name: 'mara.kent' }, verdictNote: 'Asked the owner.' },
    );
    expect(await screen.findByText('closed as false positive, known tool by mara.kent')).toBeTruthy();
    expect(screen.getByText('Asked the owner.')).toBeTruthy();
  });

  test('a reason that is no longer kept is told by its code', async () => {
    await head({ status: 'closed', verdict: 'false_positive' }, { verdictReason: 'old_code' });
    expect(await screen.findByText('closed as false positive, old_code')).toBeTruthy();
  });
});
