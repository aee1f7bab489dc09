import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { SavedView } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { openPart } from '../../../test/part.tsx';
import { ViewActions } from './view-actions.tsx';
import { viewsOf } from './views.ts';

afterEach(cleanup);

const saved: SavedView = {
  id: 'viw_1',
  screen: 'alerts',
  slug: 'night',
  name: 'Night',
  state: { q: 'host:a' },
};
const view = (kind: 'built-in' | 'saved' | 'none') => {
  if (kind === 'none') return undefined;
  return viewsOf([saved]).find((one) => one.slug === (kind === 'built-in' ? 'open' : 'night'));
};
async function open(kind: Parameters<typeof view>[0], isChanged: boolean) {
  const acts = { onSave: vi.fn(async () => undefined), onRevert: vi.fn(), onDelete: vi.fn() };
  await openPart(
    <ViewActions
      view={view(kind)}
      state={{ q: 'host:b', sort: 'newest', group: null }}
      lens={undefined}
      isChanged={isChanged}
      {...acts}
    />,
  );
  const click = (name: string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));
  return { ...acts, click, buttons: () => screen.queryAllByRole('button').map((button) => button.textContent) };
}
const field = () => screen.getByLabelText('Name of the view');

test.each([
  ['built-in', false, []],
  ['built-in', true, ['Save as', 'Revert']],
  ['saved', false, ['Delete view']],
  ['saved', true, ['Save', 'Revert']],
  ['none', false, ['Save as']],
] as const)('a view that is %s, changed: %s, offers %j', async (kind, isChanged, buttons) => {
  expect((await open(kind, isChanged)).buttons()).toEqual(buttons);
});

test('a change of a saved view is saved under its name at once', async () => {
  const { click, onSave } = await open('saved', true);
  await click('Save');
  expect(onSave.mock.calls).toEqual([['Night']]);
});

test('a built-in view asks for a name, and takes it without the spaces round it', async () => {
  const { click, onSave } = await open('built-in', true);
  await click('Save as');
  fireEvent.change(field(), { target: { value: '  Late  ' } });
  await click('Save');
  expect(onSave.mock.calls).toEqual([['Late']]);
  expect(screen.queryByLabelText('Name of the view')).toBe(null);
});

test('an empty name saves nothing and goes on asking', async () => {
  const { click, onSave } = await open('none', false);
  await click('Save as');
  fireEvent.change(field(), { target: { value: '   ' } });
  await click('Save');
  expect(onSave).not.toHaveBeenCalled();
  expect(field()).toBeTruthy();
});

test.each([
  ['Escape', async () => void fireEvent.keyDown(field(), { key: 'Escape' })],
  ['the button', async () => void fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))],
])('%s leaves the view unsaved', async (_, leave) => {
  const { click, onSave, buttons } = await open('none', false);
  await click('Save as');
  await act(leave);
  expect(onSave).not.toHaveBeenCalled();
  expect(buttons()).toEqual(['Save as']);
});

test('reverting and deleting are for the view itself', async () => {
  const changed = await open('saved', true);
  await changed.click('Revert');
  expect(changed.onRevert).toHaveBeenCalledTimes(1);
  const plain = await open('saved', false);
  await plain.click('Delete view');
  expect(plain.onDelete.mock.calls).toMatchObject([[{ slug: 'night' }]]);
});
