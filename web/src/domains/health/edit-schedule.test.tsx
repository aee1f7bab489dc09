import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Job } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { health, job } from '../../../test/platform.ts';

afterEach(closeConsole);

const nightly = { name: 'tidy-runs', cron: '17 3 * * *', canSchedule: true } as const;
const open = async (part: Partial<Job> = nightly, more: Answers = {}) => {
  const settings = { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 };
  const page = await openConsole('/platform/health', {
    getHealth: health({ jobs: [job(part)] }),
    getSettings: settings,
    updateSchedule: job(part),
    ...more,
  });
  const place = await screen.findByRole('region', { name: 'Jobs' });
  const opener = within(place).queryByRole('button', { name: /Change when/ });
  const edit = async () => {
    await act(async () => fireEvent.click(opener ?? document.body));
    return screen.findByRole('dialog');
  };
  return { ...page, opener, edit };
};
const set = (dialog: HTMLElement, label: string, value: string) =>
  act(async () => fireEvent.change(within(dialog).getByLabelText(label), { target: { value } }));
const save = (dialog: HTMLElement) =>
  act(async () => fireEvent.click(within(dialog).getByRole('button', { name: 'Save' })));

test('a schedule is changed, what it means is said while it is typed, and only what differs is sent', async () => {
  const { api, edit } = await open();
  const dialog = await edit();
  expect(dialog.textContent).toContain('Runs daily at 03:17 UTC.');
  await set(dialog, 'When (cron, UTC)', '30 4 * *');
  expect(dialog.textContent).toContain('Minute, hour, day, month, weekday');
  await set(dialog, 'When (cron, UTC)', '30 4 * * 1');
  expect(dialog.textContent).toContain('Runs Mondays at 04:30 UTC.');
  await save(dialog);
  await waitFor(() =>
    expect(api.of('updateSchedule')[0]).toMatchObject({ params: { job: 'tidy-runs' }, body: { cron: '30 4 * * 1' } }),
  );
  expect(await screen.findByText('tidy-runs follows the new schedule within seconds.')).toBeTruthy();
  expect(screen.queryByRole('dialog')).toBeNull();
  await waitFor(() => expect(api.of('getHealth').length).toBeGreaterThan(1));
});

test('a loop is changed by its seconds', async () => {
  const { api, edit } = await open({ name: 'collect-alerts', cron: 'every 2 s', canSchedule: true });
  const dialog = await edit();
  await set(dialog, 'Seconds between rounds', '15');
  await save(dialog);
  await waitFor(() => expect(api.of('updateSchedule')[0]?.body).toEqual({ cron: 'every 15 s' }));
});

test('a job is switched off and keeps its time', async () => {
  const { api, edit } = await open();
  const dialog = await edit();
  await act(async () => fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Does not run by itself' })));
  await save(dialog);
  await waitFor(() => expect(api.of('updateSchedule')[0]?.body).toEqual({ isEnabled: false }));
});

test('a time that the server cannot read is told at its field, and the dialog stays', async () => {
  const fault = 'Write five fields.';
  const { edit } = await open(nightly, {
    updateSchedule: new Refusal(400, 'request.invalid', fault, [{ pointer: '/cron', message: fault }]),
  });
  const dialog = await edit();
  await set(dialog, 'When (cron, UTC)', 'daily');
  await save(dialog);
  expect((await within(dialog).findByRole('alert')).textContent).toBe(fault);
  expect(within(dialog).getByLabelText('When (cron, UTC)').getAttribute('aria-invalid')).toBe('true');
});

test('a change by somebody else keeps the dialog and says what happened', async () => {
  const { edit } = await open(nightly, {
    updateSchedule: new Refusal(412, 'version.conflict', 'Somebody changed it.'),
  });
  const dialog = await edit();
  await save(dialog);
  expect((await within(dialog).findByRole('alert')).textContent).toBe('Somebody changed it.');
});

test('who may not change a schedule, or start a job, is not offered it', async () => {
  const { opener } = await open({ ...nightly, canSchedule: false, canRun: false });
  expect(opener).toBeNull();
  expect(screen.queryByRole('button', { name: /Run now/ })).toBeNull();
});

test('axe finds nothing in the dialog', async () => {
  const { edit } = await open();
  await edit();
  expect(await axeFaults()).toEqual([]);
});
