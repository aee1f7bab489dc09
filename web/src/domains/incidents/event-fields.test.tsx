import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { act, useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { keyboard } from '../../lib/keyboard.ts';
import { EventFields } from './event-fields.tsx';
import { EventSentence } from './event-sentence.tsx';
import type { Narrow } from './queue-fields.ts';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
HTMLElement.prototype.scrollIntoView ??= () => undefined;
afterEach(cleanup);

const fields = [
  { name: 'process.name', value: 'powershell.exe' },
  { name: 'agent.name', value: 'ws-042' },
  { name: 'win.eventdata.a.very.long.name.of.a.field', value: 'x' },
];

function open(start = -1, list = fields) {
  const onNarrow = vi.fn<Narrow>();
  function Place() {
    const [at, setAt] = useState(start);
    return <EventFields fields={list} at={at} onAt={setAt} onNarrow={onNarrow} />;
  }
  const { container } = render(<Place />);
  const press = (...keys: string[]) => {
    for (const key of keys) act(() => void keyboard.handle(new KeyboardEvent('keydown', { key, cancelable: true })));
  };
  return { onNarrow, press, cursor: () => container.querySelector('.cur dd')?.textContent ?? null };
}

test('the cursor walks down and up and stops at both ends', () => {
  const { press, cursor } = open();
  expect(cursor()).toBe(null);
  press('ArrowDown');
  expect(cursor()).toBe('powershell.exe');
  press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  expect(cursor()).toBe('x');
  press('ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp');
  expect(cursor()).toBe('powershell.exe');
});

test.each([
  ['+', 'with'],
  ['-', 'without'],
  ['=', 'only'],
])('%s asks for "%s" the field under the cursor', (key, how) => {
  const { press, onNarrow } = open();
  press('ArrowDown', 'ArrowDown', key);
  expect(onNarrow.mock.calls).toEqual([['agent.name', 'ws-042', how]]);
});

test('without a cursor the keys narrow nothing', () => {
  const { press, onNarrow } = open();
  press('+', '-', '=');
  expect(onNarrow).not.toHaveBeenCalled();
});

test('a press puts the cursor on a field, another one takes it away', () => {
  const { cursor } = open();
  fireEvent.click(screen.getByText('ws-042'));
  expect(cursor()).toBe('ws-042');
  fireEvent.click(screen.getByText('ws-042'));
  expect(cursor()).toBe(null);
});

test('an event without fields takes keys without harm', () => {
  const { press, onNarrow, cursor } = open(-1, []);
  press('ArrowDown', 'ArrowUp', '+');
  expect(cursor()).toBe(null);
  expect(onNarrow).not.toHaveBeenCalled();
});

test('a long name is cut in the middle, where it says least, and told whole on demand', () => {
  open();
  const name = screen.getByTitle('win.eventdata.a.very.long.name.of.a.field');
  expect(name.textContent).toMatch(/^win\.ev.*…/);
  expect(name.textContent?.length).toBeLessThanOrEqual(24);
  expect(name.textContent?.endsWith('field')).toBe(true);
});

test('a sentence offers a press only on values that the queue can be asked for', () => {
  const onNarrow = vi.fn<Narrow>();
  const parts = [
    { text: 'powershell.exe', field: 'process.name' },
    { text: ' started on ', field: null },
    { text: 'ws-042', field: 'agent.name' },
    { text: ', rule ', field: null },
    { text: '92213', field: 'rule.id' },
  ];
  const { container } = render(<EventSentence parts={parts} onNarrow={onNarrow} />);
  expect(container.textContent).toBe('powershell.exe started on ws-042, rule 92213');
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['ws-042', '92213']);
  fireEvent.click(screen.getByRole('button', { name: 'ws-042' }));
  expect(onNarrow.mock.calls).toEqual([['agent.name', 'ws-042', 'with']]);
});
