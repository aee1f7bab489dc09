import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { reasons } from '../../../test/alert-world.ts';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { openPart } from '../../../test/part.tsx';
import { AssignBar } from './assign-bar.tsx';
import { DecideBar } from './decide-bar.tsx';
import { asFalsePositive, type Decision, undecided } from './decision.ts';

describe('closing', () => {
  async function open(answers: Answers = {}, start: Decision = undecided, guard: string | null = null) {
    const onClose = vi.fn();
    const onCancel = vi.fn();
    const bar = <DecideBar what="KEST-1" guard={guard} start={start} onClose={onClose} onCancel={onCancel} />;
    const part = await openPart(bar, { listVerdictReasons: { items: reasons }, ...answers });
    await waitFor(() => expect(part.client.isFetching()).toBe(0));
    const type = (label: string, value: string) =>
      act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
    return { ...part, onClose, onCancel, type };
  }
  const original = 'Number of the first one, e.g. KEST-1042';

  test.each([
    [['1', 'Enter'], { verdict: 'true_positive' }],
    [['2', 'Enter'], { verdict: 'benign_true_positive' }],
    [['3', '2', 'Enter'], { verdict: 'false_positive', reason: 'admin_work' }],
    [['5', 'Enter'], { verdict: 'inconclusive' }],
    [['3', '1', '2', 'Enter'], { verdict: 'false_positive', reason: 'admin_work' }],
    [['9', '1', 'Enter'], { verdict: 'true_positive' }],
    [['1', 'Backspace', '5', 'Enter'], { verdict: 'inconclusive' }],
  ])('%j closes as %o', async (keys, closing) => {
    const { press, onClose } = await open();
    await press(...keys);
    expect(onClose.mock.calls).toEqual([[closing]]);
  });

  test('Enter without a verdict closes nothing and blames nobody', async () => {
    const { press, onClose } = await open();
    await press('Enter');
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.queryByRole('alert')).toBe(null);
  });

  test('a false positive says what is missing, until the reason is there', async () => {
    const { press, onClose } = await open({}, asFalsePositive);
    await press('Enter');
    expect(screen.getByRole('alert').textContent).toBe('A false positive needs a reason: press its digit.');
    await press('1');
    expect(screen.queryByRole('alert')).toBe(null);
    expect(screen.getByRole('button', { name: 'Close KEST-1 as false positive: known tool' })).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });

  test('one step back takes the reason, then the verdict, then leaves', async () => {
    const { press, onCancel } = await open();
    await press('3', '1', 'Backspace');
    expect(screen.getByRole('button', { name: 'Known tool' })).toBeTruthy();
    await press('Backspace');
    expect(screen.getByRole('button', { name: 'True positive' })).toBeTruthy();
    expect(onCancel).not.toHaveBeenCalled();
    await press('Backspace');
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  test('a note goes along without the spaces round it, an empty one not at all', async () => {
    const first = await open();
    await first.press('1');
    await first.type('Note (optional)', '  asked the owner ');
    await first.press('Enter');
    expect(first.onClose.mock.calls).toEqual([[{ verdict: 'true_positive', note: 'asked the owner' }]]);
    const second = await open();
    await second.press('1');
    await second.type('Note (optional)', '   ');
    await second.press('Enter');
    expect(second.onClose.mock.calls).toEqual([[{ verdict: 'true_positive' }]]);
  });

  test('digits typed into the note choose nothing', async () => {
    const { press, onClose } = await open();
    await press('2');
    const field = screen.getByLabelText('Note (optional)');
    await act(async () => void fireEvent.keyDown(field, { key: '1' }));
    await press('Enter');
    expect(onClose.mock.calls).toEqual([[{ verdict: 'benign_true_positive' }]]);
  });

  test('a duplicate says what is missing until its original is named; its field has the focus, so that it is only typed', async () => {
    const { press, type, onClose } = await open({ findAlertByNumber: { id: 'alr_7' } });
    await press('4');
    expect(document.activeElement).toBe(screen.getByLabelText(original));
    const submit = () => act(async () => void fireEvent.submit(screen.getByRole('form')));
    await submit();
    expect(screen.getByRole('alert').textContent).toBe('A duplicate names the first one: type its number.');
    expect(onClose).not.toHaveBeenCalled();
    await type(original, 'KEST-1042');
    expect(screen.queryByRole('alert')).toBe(null);
    await submit();
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  });

  test('from the empty field of the original one step leads back to the verdicts, from a filled one none', async () => {
    const { press, type } = await open();
    await press('4');
    const back = () => act(async () => void fireEvent.keyDown(screen.getByLabelText(original), { key: 'Backspace' }));
    await type(original, 'K');
    await back();
    expect(screen.queryByRole('button', { name: 'Duplicate' })).toBe(null);
    await type(original, '');
    await back();
    expect(screen.getByRole('button', { name: 'Duplicate' })).toBeTruthy();
  });

  test('a duplicate names the first one by its number, in any case', async () => {
    const { press, type, onClose, api } = await open({ findAlertByNumber: { id: 'alr_7' } });
    await press('4');
    await type(original, ' kest-1042 ');
    await press('Enter');
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
    expect(api.of('findAlertByNumber')[0]?.params).toEqual({ number: 'KEST-1042' });
    expect(onClose.mock.calls).toEqual([[{ verdict: 'duplicate', duplicateOf: 'alr_7' }]]);
  });

  test.each([
    [
      'a number that nothing has',
      new Refusal(404, 'alert.not_found', 'Not there.'),
      'There is no alert of that number.',
    ],
    ['what is no number', new Refusal(400, 'request.invalid', 'Bad.'), 'There is no alert of that number.'],
    ['a server that fails', new Refusal(503, 'database.unavailable', 'Away for a moment.'), 'Away for a moment.'],
  ])('%s is told at the field, and nothing is closed', async (_, answer, said) => {
    const { press, type, onClose } = await open({ findAlertByNumber: answer });
    await press('4');
    await type(original, 'KEST-9');
    await press('Enter');
    expect((await screen.findByRole('alert')).textContent).toBe(said);
    expect(screen.getByLabelText(original).getAttribute('aria-invalid')).toBe('true');
    expect(onClose).not.toHaveBeenCalled();
  });

  test('what hangs on it is said only when Enter would do it', async () => {
    const { press } = await open({}, undecided, 'This closes 1,500 alerts.');
    expect(screen.queryByRole('alert')).toBe(null);
    await press('3');
    expect(screen.queryByRole('alert')).toBe(null);
    await press('1');
    expect(screen.getByRole('alert').textContent).toBe('This closes 1,500 alerts.');
  });
});

describe('assigning', () => {
  const people = {
    listUsers: {
      items: [
        { id: 'usr_2', name: 'mara.kent' },
        { id: 'usr_3', name: 'Ana Ruiz' },
      ],
    },
  };
  async function open(answers: Answers = people) {
    const onAssign = vi.fn();
    const onCancel = vi.fn();
    const part = await openPart(<AssignBar what="KEST-1" onAssign={onAssign} onCancel={onCancel} />, answers);
    await waitFor(() => expect(part.client.isFetching()).toBe(0));
    const field = screen.getByRole('combobox');
    const type = (value: string) => act(async () => void fireEvent.change(field, { target: { value } }));
    const key = async (...keys: string[]) => {
      for (const one of keys) await act(async () => void fireEvent.keyDown(field, { key: one }));
    };
    const names = () => screen.getAllByRole('option').map((option) => option.textContent);
    const chosen = () => screen.getAllByRole('option', { selected: true }).map((option) => option.textContent);
    return { ...part, onAssign, onCancel, type, key, names, chosen, field };
  }

  test('everybody is offered, and nobody last', async () => {
    const { names, chosen } = await open();
    expect(names()).toEqual(['mara.kent', 'Ana Ruiz', 'Nobody']);
    expect(chosen()).toEqual(['mara.kent']);
  });

  test.each([
    ['a part of the name', 'kent', [], ['usr_2', 'mara.kent']],
    ['whatever its case', 'ana r', [], ['usr_3', 'Ana Ruiz']],
    ['nobody by name', 'nob', [], [null, 'Nobody']],
    ['down', '', ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'], [null, 'Nobody']],
    ['down and up', '', ['ArrowDown', 'ArrowUp', 'ArrowUp'], ['usr_2', 'mara.kent']],
  ])('%s, then Enter', async (_, words, keys, call) => {
    const { type, key, onAssign } = await open();
    if (words) await type(words);
    await key(...keys, 'Enter');
    expect(onAssign.mock.calls).toEqual([call]);
  });

  test('after other words the first match is chosen again', async () => {
    const { type, key, chosen } = await open();
    await key('ArrowDown', 'ArrowDown');
    await type('a');
    expect(chosen()).toEqual(['mara.kent']);
  });

  test('Enter on a name that nobody has does nothing', async () => {
    const { type, key, onAssign } = await open();
    await type('zzz');
    await key('Enter');
    expect(onAssign).not.toHaveBeenCalled();
  });

  test('a press chooses, and the field names the choice to readers', async () => {
    const { onAssign, field } = await open();
    expect(document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent).toBe('mara.kent');
    fireEvent.click(screen.getByRole('option', { name: 'Ana Ruiz' }));
    expect(onAssign.mock.calls).toEqual([['usr_3', 'Ana Ruiz']]);
  });

  test('at most eight are offered at a time', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ id: `usr_${at}`, name: `person ${at}` }));
    const { names } = await open({ listUsers: { items: many } });
    expect(names()).toHaveLength(8);
  });

  test('while the names are not known it can be given to nobody', async () => {
    const { names } = await open({ listUsers: () => new Refusal(503, 'database.unavailable', 'Away.') });
    expect(names()).toEqual(['Nobody']);
  });
});
