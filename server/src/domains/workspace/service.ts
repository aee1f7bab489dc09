import type { SavedView } from '@watchfloor/contract';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { slugOf } from './rules.ts';
import * as store from './store.ts';

const ownerOf = (context: Context): number => {
  if (context.actor.userId === null) throw new Failure('session.missing', 'Sign in first.');
  return context.actor.userId;
};

export async function listViews(context: Context, screen: SavedView['screen']): Promise<SavedView[]> {
  const owner = ownerOf(context);
  return (await context.read((tx) => store.listViews(tx, owner, screen))).map(present);
}

export type NewView = { screen: SavedView['screen']; name: string; state: Record<string, string> };

export async function saveView(context: Context, input: NewView): Promise<SavedView> {
  const owner = ownerOf(context);
  return context.write(async (tx) => {
    const row = await store.saveView(
      tx,
      { ...input, slug: slugOf(input.screen, input.name), ownerId: owner },
      context.clock.now(),
    );
    await context.record(tx, {
      type: 'view_saved',
      description: `Saved view ${row.name}.`,
      customerId: null,
      resource: { type: 'view', id: toId('view', row.id) },
      after: input,
    });
    return present(row);
  });
}

/** @throws {Failure} `view.not_found`, also for somebody else's view. */
export async function deleteView(context: Context, id: number): Promise<void> {
  const owner = ownerOf(context);
  await context.write(async (tx) => {
    const name = await store.deleteView(tx, owner, id);
    if (name === null) throw new Failure('view.not_found', 'There is no such view of yours.');
    await context.record(tx, {
      type: 'view_deleted',
      description: `Deleted view ${name}.`,
      customerId: null,
      resource: { type: 'view', id: toId('view', id) },
    });
  });
}

const present = (row: store.ViewRow): SavedView => ({ ...row, id: toId('view', row.id) });
