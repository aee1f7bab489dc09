import { cleanup } from '@testing-library/react';
import type { AlertRow } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { openPart } from '../../../test/part.tsx';
import { admin } from '../../../test/samples.ts';
import { dismissToast, toastsNow } from '../../lib/toasts.ts';
import { forgetUndo, redoLast, undoLast } from '../../lib/undo.ts';
import type { Change } from './overlay.ts';
import { type Action, nameOf, type Target, useActions } from './use-actions.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  cleanup();
  forgetUndo();
  for (const toast of toastsNow()) dismissToast(toast.id);
  vi.restoreAllMocks();
});

const one: Target = { kind: 'one', id: 'alr_1', number: 'KEST-1001' };
const these: Target = { kind: 'these', ids: ['alr_1', 'alr_2'] };
const all: Target = {
  kind: 'all',
  total: 1_500,
  isCapped: false,
  q: 'host:a',
  lens: 'kestrel',
  until: '2026-11-24T12:04:16.000Z',
};
const close: Action = { kind: 'close', verdict: 'true_positive' };
const toMara: Action = { kind: 'assign', assignee: 'usr_2', name: 'mara.kent' };
const toMe: Action = { kind: 'assign', assignee: 'me', name: '' };
const toNobody: Action = { kind: 'assign', assignee: null, name: '' };
const reopen: Action = { kind: 'reopen' };

/** The hook over rows that only remember what was laid over them. */
async function open(answers: Answers = {}, query = 'status:open', isShown = true) {
  const changes = new Map<number, Omit<Change, 'id'>>();
  const reload = vi.fn(async () => undefined);
  const done = (count: number, skipped = 0) => ({ operationId: 'opr_1', count, skipped, summary: '' });
  let run: ReturnType<typeof useActions> = async () => false;
  let next = 1;
  function Probe() {
    run = useActions({
      query,
      apply: (change) => {
        changes.set(next, change);
        next += 1;
        return next - 1;
      },
      revert: (id) => void changes.delete(id),
      rows: { isShown: () => isShown, reload },
    });
    return null;
  }
  const part = await openPart(<Probe />, {
    ...{ closeAlert: done(1), assignAlert: done(1), reopenAlert: done(1) },
    ...{ changeAlerts: done(2), undoOperation: done(2) },
    ...answers,
  });
  const said = () => toastsNow().map((toast) => toast.text);
  const until = (text: string) => act(() => vi.waitFor(() => expect(said()).toEqual([text])));
  return {
    ...part,
    changes,
    reload,
    act: (target: Target, action: Action) => act(() => run(target, action)),
    undo: async (text: string) => {
      await act(async () => void undoLast());
      await until(text);
    },
    redo: async (text: string) => {
      await act(async () => void redoLast());
      await until(text);
    },
    laid: () => [...changes.values()],
    said,
  };
}
type Sent = [name: Parameters<Awaited<ReturnType<typeof open>>['api']['of']>[0], params: object, body: unknown];

describe('what is sent', () => {
  const select = { q: 'host:a', lastSeenUntil: '2026-11-24T12:04:16.000Z', lens: 'kestrel' };
  const ids = ['alr_1', 'alr_2'];
  test.each<[string, Target, Action, Sent]>([
    ['one closed', one, close, ['closeAlert', { alertId: 'alr_1' }, { verdict: 'true_positive' }]],
    [
      'one closed with all that can be said',
      one,
      { kind: 'close', verdict: 'duplicate', reason: 'r', note: 'n', duplicateOf: 'alr_9' },
      ['closeAlert', { alertId: 'alr_1' }, { verdict: 'duplicate', reason: 'r', note: 'n', duplicateOf: 'alr_9' }],
    ],
    ['one given away', one, toMara, ['assignAlert', { alertId: 'alr_1' }, { assignee: 'usr_2' }]],
    ['one given to nobody', one, toNobody, ['assignAlert', { alertId: 'alr_1' }, { assignee: null }]],
    ['one reopened', one, reopen, ['reopenAlert', { alertId: 'alr_1' }, undefined]],
    [
      'several',
      these,
      close,
      ['changeAlerts', {}, { select: { ids }, action: { kind: 'close', verdict: 'true_positive' } }],
    ],
    [
      'several given away',
      these,
      toMe,
      ['changeAlerts', {}, { select: { ids }, action: { kind: 'assign', assignee: 'me' } }],
    ],
    ['all that match', all, reopen, ['changeAlerts', {}, { select, action: { kind: 'reopen' } }]],
    [
      'all of every customer, before their number is known',
      { ...all, lens: undefined, until: undefined } as Target,
      reopen,
      ['changeAlerts', {}, { select: { q: 'host:a' }, action: { kind: 'reopen' } }],
    ],
  ])('%s', async (_, target, action, [name, params, body]) => {
    const { act: run, api } = await open();
    expect(await run(target, action)).toBe(true);
    expect(api.asked.map((asked) => [asked.name, asked.params, asked.body])).toContainEqual([name, params, body]);
  });
});

describe('what is shown at once', () => {
  const me = { id: admin.id, name: admin.username };
  const taken = rowOf(1, { assignee: { id: 'usr_2', name: 'mara.kent' }, status: 'in_progress' });
  test.each<[string, Action, AlertRow, Partial<AlertRow>]>([
    ['closed', close, rowOf(1), { status: 'closed', verdict: 'true_positive', assignee: me }],
    ['taken', toMe, rowOf(1), { assignee: me, status: 'in_progress' }],
    ['given away', toMara, rowOf(1), { assignee: { id: 'usr_2', name: 'mara.kent' }, status: 'in_progress' }],
    ['given to nobody, and still in progress', toNobody, taken, { assignee: null, status: 'in_progress' }],
    ['reopened', reopen, rowOf(1, { status: 'closed' }), { status: 'open', verdict: null, closedAt: null }],
    ['reopened where somebody had it', reopen, { ...taken, status: 'closed' }, { status: 'in_progress' }],
  ])('%s', async (_, action, row, after) => {
    const { act: run, laid } = await open();
    await run(these, action);
    const [change] = laid();
    expect(change).toMatchObject({ rows: new Set(['alr_1', 'alr_2']), leaves: action.kind === 'close' });
    expect({ ...row, ...change?.patch(row) }).toEqual({ ...row, ...after });
  });

  test('closed rows stay where the query asks for closed ones', async () => {
    const { act: run, laid } = await open({}, 'host:a');
    await run(one, close);
    expect(laid()[0]?.leaves).toBe(false);
  });

  test('a refusal takes the effect back and tells its own reason', async () => {
    const refusal = new Refusal(409, 'alert.already_closed', 'Mara closed it a moment ago.');
    const { act: run, laid, said } = await open({ closeAlert: refusal });
    expect(await run(one, close)).toBe(false);
    expect(laid()).toEqual([]);
    expect(said()).toEqual(['Mara closed it a moment ago.']);
    expect(undoLast()).toBe(false);
  });
});

describe('what is said when it is done', () => {
  const many = { operationId: 'opr_1', count: 1_200, skipped: 0, summary: '' };
  test.each<[string, Target, Action, Answers, string]>([
    ['one', one, close, {}, 'KEST-1001 closed as true positive.'],
    ['how many there really were', all, close, { changeAlerts: many }, '1,200 alerts closed as true positive.'],
    ['one of many', all, close, { changeAlerts: { ...many, count: 1 } }, '1 alert closed as true positive.'],
    [
      'what was left',
      these,
      close,
      { changeAlerts: { ...many, count: 1, skipped: 1 } },
      '1 alert closed as true positive. 1 left as they were: already in that state, or changed meanwhile.',
    ],
    ['taken', one, toMe, {}, 'KEST-1001 is yours now.'],
    ['taken by name', one, { ...toMara, assignee: admin.id } as Action, {}, 'KEST-1001 is yours now.'],
    ['given away', one, toMara, {}, 'KEST-1001 given to mara.kent.'],
    ['given to nobody', one, toNobody, {}, 'KEST-1001 belongs to nobody now.'],
    ['reopened', one, reopen, {}, 'KEST-1001 reopened.'],
  ])('%s', async (_, target, action, answers, text) => {
    const { act: run, said } = await open(answers);
    await run(target, action);
    expect(said()).toEqual([text]);
  });

  test.each<[Target, string]>([
    [one, 'KEST-1001'],
    [these, '2 alerts'],
    [all, '1,500 alerts'],
    [{ ...all, total: 10_000, isCapped: true } as Target, '10,000+ alerts'],
  ])('a target is named before it is acted on: %#', (target, name) => {
    expect(nameOf(target)).toBe(name);
  });
});

describe('the way back', () => {
  test('undo takes the effect away and says what was left', async () => {
    const undone = { operationId: 'opr_1', count: 1, skipped: 1, summary: '' };
    const { act: run, undo, laid, api } = await open({ undoOperation: undone });
    await run(these, close);
    await undo('Undone: 1 alert. 1 left as they were: already in that state, or changed meanwhile.');
    expect(api.of('undoOperation').map((asked) => asked.params)).toEqual([{ operationId: 'opr_1' }]);
    expect(laid()).toEqual([]);
  });

  test('an undo that is refused leaves the effect and says why', async () => {
    const refusal = new Refusal(409, 'operation.undone', 'This was undone already.');
    const { act: run, undo, laid } = await open({ undoOperation: refusal });
    await run(these, close);
    await undo('This was undone already.');
    expect(laid()).toHaveLength(1);
    expect(redoLast()).toBe(false);
  });

  test('redo is a new operation for the same alerts, which can be undone in its turn', async () => {
    let operation = 0;
    const changeAlerts = () => {
      operation += 1;
      return { operationId: `opr_${operation}`, count: 2, skipped: 0, summary: '' };
    };
    const { act: run, undo, redo, laid, api } = await open({ changeAlerts });
    await run(all, close);
    await undo('Undone: 2 alerts.');
    await redo('2 alerts closed as true positive.');
    expect(laid()).toHaveLength(1);
    expect(api.of('changeAlerts').map((asked) => asked.body)).toEqual(Array(2).fill(api.of('changeAlerts')[0]?.body));
    await undo('Undone: 2 alerts.');
    expect(api.of('undoOperation').map((asked) => asked.params.operationId)).toEqual(['opr_1', 'opr_2']);
    expect(laid()).toEqual([]);
  });
});

describe('what is read again', () => {
  const lists = (client: { getQueryState: (key: readonly unknown[]) => unknown }) =>
    client.getQueryState(['listAlerts', { q: 'other' }]) !== undefined;

  test('rows of other views that were read before are forgotten', async () => {
    const { act: run, client } = await open();
    client.setQueryData(['listAlerts', { q: 'other' }], { pages: [], pageParams: [] });
    await run(one, close);
    expect(lists(client)).toBe(false);
  });

  test('only an action on all that match reads the rows on screen anew', async () => {
    const { act: run, reload } = await open();
    await run(these, close);
    expect(reload).not.toHaveBeenCalled();
    await run(all, close);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('rows that are no longer on screen are not', async () => {
    const { act: run, reload } = await open({}, 'status:open', false);
    await run(all, close);
    expect(reload).not.toHaveBeenCalled();
  });
});
